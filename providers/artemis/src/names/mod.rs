//! How queues are called on the broker.
//!
//! An address is the event's; a queue is `<listener>`, or `<listener>-<server name>` for a listener of every process,
//! and its full name is `<address>::<queue>`. Queue names are global to a broker: two addresses cannot have a queue of
//! one name, which core's `QueueNaming::Qualified` avoids.

use tidings_core::provider::Claim;

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
    pub fn of(claim: &Claim) -> Self {
        Self { address: claim.address().to_owned(), queue: claim.queue().into_owned() }
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
    fn queues_are_named_by_address_listener_and_server() {
        let claim = Claim::shared(EventInfo::external("order.placed").into(), "invoice").for_server("host:8080");
        assert_eq!(QueueName::of(&claim).full(), "order.placed::invoice-host:8080");
        assert_eq!(QueueName::dead_letters(&claim).queue, "dead_letter.order.placed.invoice");
    }
}
