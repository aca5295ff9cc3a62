//! Places in words of the model.

use tidings_wire::link::{self, Node};

use crate::model::{Place, Routing, Selector, Source, Target};

pub(super) fn target(node: &Node) -> Target {
    match node {
        Node::Address(name) => Target::parse(name, Some(Routing::Multicast)),
        Node::Queue(claim) => Target::parse(&claim.full_queue(), Some(Routing::Multicast)),
        Node::DeadLetters(name) => Target::parse(name, Some(Routing::Anycast)),
        other => Target::parse(&other.name(), None),
    }
}

pub(super) fn source(source: &link::Source) -> Source {
    let place = match &source.node {
        Node::Queue(claim) => queue(&claim.full_queue(), Routing::Multicast),
        Node::DeadLetters(name) => queue(name, Routing::Anycast),
        Node::Subscription(claim) => Place::Shared {
            address: claim.address().into(),
            name: format!("{}.{}:shared-volatile:global", claim.address(), claim.queue()).into(),
            durable: false,
        },
        Node::Temporary(claim) => Place::Temporary { address: claim.address().into() },
        Node::Replies => Place::Replies,
        other => Place::Temporary { address: other.name().into() },
    };
    let selector = source.selector().and_then(|text| Selector::parse(&text));
    Source { selector, is_browsing: source.is_browsing, ..Source::of(place) }
}

fn queue(name: &str, routing: Routing) -> Place {
    Source::queue(name, routing).place
}
