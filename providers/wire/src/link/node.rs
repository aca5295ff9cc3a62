use tidings_core::{id::EventId, provider::Claim};

/// A place at the broker that a link leads to or comes from, in words that every protocol has its own for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Node {
    /// The address of an event: each of its queues gets a copy.
    Address(String),
    /// A listener's queue. It exists: a [`Topology`](crate::topology::Topology) has made sure of it, or attaching makes
    /// it.
    Queue(Claim),
    /// A subscription of all processes together which attaching makes and which goes with its last receiver: what
    /// stands for a queue that is not durable where nobody may make one.
    Subscription(Claim),
    /// A queue which attaching makes, without a name that others could send to, and which goes with the link.
    Temporary(Claim),
    /// A queue of dead letters, by its name: each is given to one receiver.
    DeadLetters(String),
    /// Where the broker itself takes requests, by its name.
    Service(String),
    /// Where this link alone gets answers; [`LinkReceiver::reply_to`](super::LinkReceiver::reply_to) tells its name.
    Replies,
}

impl Node {
    /// Its name for logs and errors.
    pub fn name(&self) -> String {
        match self {
            Self::Address(name) | Self::DeadLetters(name) | Self::Service(name) => name.clone(),
            Self::Queue(claim) | Self::Subscription(claim) | Self::Temporary(claim) => claim.full_queue(),
            Self::Replies => "replies".to_owned(),
        }
    }
}

/// What a receiver attaches to, and how.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Source {
    /// The place.
    pub node: Node,
    /// Whether everything stays in the queue, whatever is settled.
    pub is_browsing: bool,
    /// The event that is looked for. A link may give others as well, where the broker cannot choose.
    pub only: Option<EventId>,
}

impl Source {
    /// A place, to take everything from.
    pub fn of(node: Node) -> Self {
        Self { node, is_browsing: false, only: None }
    }

    /// Looks without taking.
    #[must_use]
    pub fn browsing(mut self) -> Self {
        self.is_browsing = true;
        self
    }

    /// Looks for one event.
    #[must_use]
    pub fn only(mut self, id: EventId) -> Self {
        self.only = Some(id);
        self
    }
}

/// Whom a link that sends may share with what carries its frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Company {
    /// Other links: a broker that ends a connection for one event ends it for all of them.
    Shared,
    /// Nobody, where the protocol can have it so: something that is sent here may end the connection.
    Alone,
}
