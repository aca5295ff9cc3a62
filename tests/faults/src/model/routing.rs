use std::sync::Arc;

/// Who gets what is sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Routing {
    /// Every queue.
    Multicast,
    /// One queue.
    Anycast,
}

impl Routing {
    /// The word in commands and attributes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Multicast => "MULTICAST",
            Self::Anycast => "ANYCAST",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Multicast, Self::Anycast].into_iter().find(|routing| routing.word() == word)
    }
}

/// Where a send goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The address.
    pub address: Arc<str>,
    /// One queue alone.
    pub queue: Option<Arc<str>>,
    /// For whom, where the sender says so.
    pub routing: Option<Routing>,
}

impl Target {
    /// The target of a name: an address, or `address::queue`, split at the first `::` as over AMQP.
    pub fn parse(name: &str, routing: Option<Routing>) -> Self {
        match name.split_once("::") {
            Some((address, queue)) => Self { address: address.into(), queue: Some(queue.into()), routing },
            None => Self { address: name.into(), queue: None, routing },
        }
    }

    /// Its name as a sender writes it.
    pub fn name(&self) -> String {
        match &self.queue {
            Some(queue) => format!("{}::{queue}", self.address),
            None => self.address.to_string(),
        }
    }
}
