//! What stands for a queue where the user may not manage the broker.

use tidings_core::provider::Claim;
use tidings_wire::{link::Node, topology::Prepared};

/// What a protocol attaches to for events that are not durable where nobody may make a queue that is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volatile {
    /// A subscription that all processes share and that goes with the last of them.
    Subscription,
    /// The queue by its full name, which the broker makes durable: it keeps collecting while nobody listens.
    Queue,
}

/// The place of a claim that attaching makes.
pub(super) fn prepare(claim: &Claim, volatile: Volatile) -> Prepared {
    let prepared = place(claim, volatile);
    if !claim.is_rebalancing() {
        return prepared;
    }
    let queue = claim.full_queue();
    prepared.with_notes([format!("{WHY}: nobody looks whether the keys of queue `{queue}` move when a process joins")])
}

const WHY: &str = "the user may not manage the broker (`manage` on `activemq.management`)";

fn place(claim: &Claim, volatile: Volatile) -> Prepared {
    let queue = claim.full_queue();
    if claim.is_durable() {
        let note = format!("{WHY}: queue `{queue}` is made by attaching, and nobody looked what it is");
        return Prepared::new(Node::Queue(claim.clone())).with_notes([note]);
    }
    let (node, what) = match (claim.server(), volatile) {
        (Some(_), _) => (
            Node::Temporary(claim.clone()),
            "a temporary queue stands for it, without a name: failed events are tried again in place",
        ),
        (None, Volatile::Subscription) => (
            Node::Subscription(claim.clone()),
            "a shared subscription stands for it, without a name: failed events are tried again in place",
        ),
        (None, Volatile::Queue) => (
            Node::Queue(claim.clone()),
            "it is made by attaching, durable, so that it keeps collecting while nobody listens",
        ),
    };
    Prepared::new(node).with_notes([format!("{WHY}: queue `{queue}` cannot be made as it should be; {what}")])
}

#[cfg(test)]
mod tests {
    use tidings_core::event::EventInfo;

    use super::*;

    fn node(is_durable: bool, server: Option<&'static str>, volatile: Volatile) -> &'static str {
        let event = EventInfo::external("e");
        let claim = Claim::shared(if is_durable { event.durable() } else { event }.into(), "l");
        let prepared = prepare(&server.map_or(claim.clone(), |server| claim.for_server(server)), volatile);
        assert_eq!(prepared.notes.len(), 1);
        match prepared.node {
            Node::Queue(_) => "queue",
            Node::Subscription(_) => "subscription",
            Node::Temporary(_) => "temporary",
            _ => "other",
        }
    }

    #[test]
    fn durable_listeners_keep_their_queue_and_others_get_what_goes_with_them() {
        assert_eq!(node(true, None, Volatile::Subscription), "queue");
        assert_eq!(node(true, Some("s"), Volatile::Queue), "queue");
        assert_eq!(node(false, None, Volatile::Subscription), "subscription");
        assert_eq!(node(false, None, Volatile::Queue), "queue");
        assert_eq!(node(false, Some("s"), Volatile::Subscription), "temporary");
        assert_eq!(node(false, Some("s"), Volatile::Queue), "temporary");
    }
}
