use tidings_core::provider::{BodyKind, Capabilities};

/// What Artemis can do over AMQP.
pub(crate) fn capabilities() -> Capabilities {
    let mut capabilities = Capabilities::none(BodyKind::Encoded);
    capabilities.durable = true;
    capabilities.across_processes = true;
    capabilities.delay = true;
    capabilities.ordered = true;
    capabilities.keys = true;
    capabilities.rebalances = true;
    capabilities.deduplicates = true;
    capabilities.redelivered = true;
    capabilities.dead_letters = true;
    capabilities.volatile_queues = true;
    capabilities.global_names = true;
    capabilities.knows_unroutable = true;
    capabilities.reconnects = true;
    capabilities
}
