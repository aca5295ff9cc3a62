use std::{collections::BTreeMap, sync::Arc};

use super::{ConnectionId, DeliveryId, Selector, queue::Entry};

#[derive(Debug)]
pub(super) struct Consumer {
    pub(super) connection: ConnectionId,
    pub(super) queue: Arc<str>,
    pub(super) credit: u32,
    pub(super) unsettled: BTreeMap<DeliveryId, Entry>,
    pub(super) selector: Option<Selector>,
    /// Whether it looks without taking; then from which place on.
    pub(super) browses_from: Option<u64>,
    /// Whether its queue goes with it.
    pub(super) owns_queue: bool,
}
