use std::{collections::BTreeSet, sync::Arc};

use super::{Routing, duplicates::Duplicates};

/// An address, with what belongs to all its queues together.
#[derive(Debug, Default)]
pub(super) struct Address {
    pub(super) routings: BTreeSet<Routing>,
    /// The names of its queues, in order.
    pub(super) queues: BTreeSet<Arc<str>>,
    pub(super) duplicates: Duplicates,
    /// The bytes of all messages in its queues.
    pub(super) bytes: usize,
    pub(super) unrouted: u64,
    /// Which anycast queue is next.
    pub(super) turn: usize,
}
