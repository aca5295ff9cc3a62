use std::fmt;

use super::{ConnectionId, ConsumerId, DeliveryId, Message, SendId};

/// What follows from what clients did or from time.
#[derive(Debug, Clone)]
pub enum Event {
    /// A message is given to a consumer.
    Delivery {
        /// To whom; its connection is open.
        consumer: ConsumerId,
        /// What it is settled by.
        delivery: DeliveryId,
        /// The message.
        message: Message,
        /// How often it was given before, as far as the broker counted.
        count: u32,
        /// Where it is in the order of the queue; equal for every delivery of one message.
        order: u64,
    },
    /// A send that had to wait was decided.
    Decided {
        /// Which.
        send: SendId,
        /// How.
        verdict: Verdict,
    },
    /// A consumer is gone, and its connection goes on.
    ConsumerClosed {
        /// Which.
        consumer: ConsumerId,
        /// Why.
        refusal: Refusal,
    },
    /// A connection is gone, with everything of it.
    ConnectionClosed {
        /// Which.
        connection: ConnectionId,
        /// Why.
        refusal: Refusal,
    },
}

/// What the broker decided about a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It has taken responsibility; so many queues got it, none for a duplicate.
    Accepted {
        /// How many queues got it.
        queues: u32,
    },
    /// It takes nothing of it.
    Refused(Refusal),
    /// The address is full: [`Event::Decided`] follows, or the end of the connection.
    Waits(SendId),
}

/// How a consumer settles a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settle {
    /// It is done.
    Accepted,
    /// It is given again, uncounted.
    Released,
    /// It is given again, counted.
    Failed,
    /// It goes to the dead-letter address at once.
    Rejected,
}

/// Why something does not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What sort of reason it is.
    pub kind: RefusalKind,
    /// What the broker says.
    pub said: String,
}

/// What sort of reason it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// What was named does not exist.
    NotFound,
    /// It exists as something else.
    Illegal,
    /// No room.
    Full,
    /// A right is missing.
    Unauthorized,
    /// It was deleted.
    Deleted,
    /// The broker stops or has crashed.
    Gone,
    /// Anything else.
    Other,
}

impl Refusal {
    /// A reason, and what is said of it.
    pub fn new(kind: RefusalKind, said: impl Into<String>) -> Self {
        Self { kind, said: said.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}
