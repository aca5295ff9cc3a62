//! What services, listeners and managers send with.

mod builder;
mod context;
mod emit;
mod emit_error;
mod hold;
mod inline;
mod many;
mod offer;
mod outbound;
mod parcel;
mod post;
mod publisher;
mod typed;

use std::sync::Arc;

use crate::envelope::Parcel;

pub use builder::SendBuilder;
pub use context::{Context, spawn};
pub use emit_error::EmitError;
pub use offer::{Unsent, offer};
pub use outbound::{BoxFuture, Exit, ExitRef, Inline, InlineListener, InlineSet, Outbound, SendEnd, Way};
pub use publisher::Publisher;

/// An envelope that several owners share.
pub type SharedEnvelope = Arc<dyn Parcel>;

/// Why an event was not confirmed: the event itself if it surely did not leave, the envelope if it may have arrived.
pub type SendError<T> = crate::error::SendError<T, SharedEnvelope>;

/// The result of a send: confirmed, or why not.
pub type SendResult<T> = Result<(), SendError<T>>;
