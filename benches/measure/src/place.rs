use serde::{Deserialize, Serialize};

/// What a worker does its work with, over a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The broker, with user and password; its scheme tells the protocol.
    pub url: String,
    /// The address, which is the event's name. Whoever receives does so from the queue [`queue`](Self::queue).
    pub address: String,
    /// Whether events are durable.
    pub durable: bool,
    /// Bytes of the JSON of an event.
    pub body_bytes: usize,
    /// Events sent but not yet confirmed, and deliveries fetched ahead.
    pub window: u32,
    /// How many deliveries a listener handles at a time.
    pub concurrency: u32,
}

impl Place {
    /// The name of the queue, which is the listener's. On Artemis it belongs to one address alone.
    pub fn queue(&self) -> String {
        format!("{}.count", self.address)
    }

    /// Host and port.
    pub fn socket(&self) -> &str {
        let after = self.url.rsplit_once('@').or_else(|| self.url.rsplit_once("//")).map_or("", |(_, after)| after);
        after.trim_end_matches('/')
    }
}
