//! How queues are called on the broker.
//!
//! An address is the event's; a queue is `<listener>`, or `<listener>-<server name>` for a listener of every process,
//! and its full name is `<address>::<queue>`. Queue names are global to a broker: two addresses cannot have a queue of
//! one name, which [`QueueNaming::Qualified`] avoids.

mod clash;

pub use clash::problems;

use tidings_core::provider::Claim;

/// How a queue's name is composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum QueueNaming {
    /// `<listener>[-<server name>]`, as aspyx-event does.
    #[default]
    Listener,
    /// `<address>.<listener>[-<server name>]`: no two addresses ever share a name.
    Qualified,
}

/// The names of one listener's queues.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueueName {
    /// The address of the event.
    pub address: String,
    /// The queue's own name, unique on the broker.
    pub queue: String,
}

impl QueueName {
    /// The name of a claim's queue.
    pub fn of(claim: &Claim, naming: QueueNaming) -> Self {
        let queue = match naming {
            QueueNaming::Listener => claim.queue().into_owned(),
            QueueNaming::Qualified => format!("{}.{}", claim.address(), claim.queue()),
        };
        Self { address: claim.address().to_owned(), queue }
    }

    /// The name of the queue that takes a claim's dead letters; its address has the same name.
    pub fn dead_letters(claim: &Claim) -> Self {
        let name = claim.dead_letter_queue();
        Self { address: name.clone(), queue: name }
    }

    /// `<address>::<queue>`.
    pub fn full(&self) -> String {
        format!("{}::{}", self.address, self.queue)
    }
}

#[cfg(test)]
mod tests {
    use tidings_core::event::EventInfo;

    use super::*;

    #[test]
    fn queues_are_named_by_listener_server_and_naming() {
        let claim = Claim::shared(EventInfo::external("order.placed").into(), "invoice").for_server("host:8080");
        assert_eq!(QueueName::of(&claim, QueueNaming::Listener).full(), "order.placed::invoice-host:8080");
        assert_eq!(
            QueueName::of(&claim, QueueNaming::Qualified).full(),
            "order.placed::order.placed.invoice-host:8080"
        );
        assert_eq!(QueueName::dead_letters(&claim).queue, "dead_letter.order.placed.invoice");
    }
}
