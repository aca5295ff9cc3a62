//! The broker's management commands, written and read, without a protocol.

mod over_links;
mod reply;
mod request;

pub use over_links::OverLinks;
pub use reply::Reply;
pub use request::{Call, QueueConfig, Request, Routing};

use async_trait::async_trait;
use tidings_core::Error;

/// Carries one management request to the broker and its reply back.
#[async_trait]
pub trait Management: Send + Sync {
    /// Sends a request and waits for its reply. That the broker refused what was asked is a reply, no error.
    ///
    /// # Errors
    /// `Unauthorized` where the user may not manage the broker, `Disconnected` or `Timeout` where no reply came,
    /// `Protocol` where it could not be read.
    async fn request(&self, request: Request) -> Result<Reply, Error>;
}
