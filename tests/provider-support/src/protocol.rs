use std::sync::Arc;

use tidings_broker::Artemis;
use tidings_core::{
    Error,
    provider::{Connection, Context, Limits, Provider},
    runtime::Runtime,
};

use crate::support::{limits, within};

/// A provider under test, and where a broker listens for it.
#[derive(Debug, Clone, Copy)]
pub struct Protocol {
    /// The scheme of its URLs.
    pub scheme: &'static str,
    /// The provider of a URL.
    pub provider: fn(&str) -> Arc<dyn Provider>,
    /// The same, told to start although the broker drops what it gives up on.
    pub lenient: fn(&str) -> Arc<dyn Provider>,
    /// The port on which a broker speaks it.
    pub port: fn(&Artemis) -> u16,
    /// Whether the broker knows who is about to send where: then it refuses at the start what it would not take, says
    /// why, and ends what leads to a queue with the queue. Otherwise all that shows at the first send.
    pub has_links: bool,
}

impl Protocol {
    /// The URL of a broker for its administrator.
    pub fn url(&self, broker: &Artemis) -> String {
        self.url_for(broker, "admin", "admin")
    }

    /// The URL of a broker for a user; neither part holds what a URL would need to escape.
    pub fn url_for(&self, broker: &Artemis, user: &str, password: &str) -> String {
        format!("{}://{user}:{password}@{}:{}", self.scheme, broker.host(), (self.port)(broker))
    }

    /// The URL of a port of this machine, for the administrator.
    pub fn local(&self, port: u16) -> String {
        format!("{}://admin:admin@127.0.0.1:{port}", self.scheme)
    }

    /// A connection of the broker's administrator.
    pub async fn connect(&self, broker: &Artemis) -> Arc<dyn Connection> {
        self.connect_to(&self.url(broker), limits()).await.unwrap()
    }

    /// What becomes of connecting to a URL.
    ///
    /// # Errors
    /// What the provider says.
    pub async fn connect_to(&self, url: &str, limits: Limits) -> Result<Arc<dyn Connection>, Error> {
        within((self.provider)(url).connect(Context::new(Runtime::system(), limits))).await
    }
}
