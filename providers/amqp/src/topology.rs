//! Places at the broker in words of AMQP 1.0, as Artemis reads them.

use fe2o3_amqp::types::{
    messaging::{DistributionMode, Source as Wire, Target, TerminusDurability},
    primitives::{Symbol, Value},
};
use serde_amqp::{described::Described, descriptor::Descriptor};
use tidings_wire::link::{Node, Source};

/// The descriptor of a selector, as registered for Apache brokers.
const SELECTOR: (&str, u64) = ("apache.org:selector-filter:string", 0x0000_468C_0000_0004);

/// Where a link that sends leads to.
pub(crate) fn target(node: &Node) -> Target {
    let target = Target::builder().address(address(node).unwrap_or_default());
    match capabilities(node) {
        capabilities if capabilities.is_empty() => target.build(),
        capabilities => target.capabilities(capabilities).build(),
    }
}

/// Where a link that receives comes from.
pub(crate) fn source(source: &Source) -> Wire {
    let mut wire = Wire::builder().durable(TerminusDurability::None);
    wire = match address(&source.node) {
        Some(address) => wire.address(address),
        None => wire.dynamic(true),
    };
    let capabilities = capabilities(&source.node);
    if !capabilities.is_empty() {
        wire = wire.capabilities(capabilities);
    }
    if source.is_browsing {
        wire = wire.distribution_mode(DistributionMode::Copy);
    }
    if let Some(selector) = source.selector() {
        let (name, code) = SELECTOR;
        let value = Value::String(selector);
        wire = wire.add_to_filter(name, Described { descriptor: Descriptor::Code(code), value });
    }
    wire.build()
}

/// The name of the link where it names the subscription; otherwise any name does that no other link has.
pub(crate) fn link_name(node: &Node) -> Option<String> {
    match node {
        Node::Subscription(claim) => Some(format!("{}.{}", claim.address(), claim.queue())),
        _ => None,
    }
}

fn address(node: &Node) -> Option<String> {
    match node {
        Node::Address(name) | Node::DeadLetters(name) | Node::Service(name) => Some(name.clone()),
        Node::Queue(claim) => Some(claim.full_queue()),
        Node::Subscription(claim) | Node::Temporary(claim) => Some(claim.address().to_owned()),
        _ => None,
    }
}

/// An address is multicast for `topic` and anycast for `queue`: sent as a topic, a dead letter would be confirmed and
/// lost.
fn capabilities(node: &Node) -> Vec<Symbol> {
    let names: &[&str] = match node {
        Node::Address(_) | Node::Queue(_) | Node::Temporary(_) => &["topic"],
        Node::Subscription(_) => &["topic", "shared", "global"],
        Node::DeadLetters(_) => &["queue"],
        _ => &[],
    };
    names.iter().map(|name| Symbol::from(*name)).collect()
}
