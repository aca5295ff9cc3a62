use std::collections::VecDeque;

use super::words::SlotId;

/// The deliveries whose turn may come, in the order in which they arrived.
#[derive(Default)]
pub(super) struct Ready(VecDeque<(u64, SlotId)>);

impl Ready {
    pub(super) fn add(&mut self, order: u64, id: SlotId) {
        match self.0.back() {
            Some((last, _)) if *last > order => self.add_before(order, id),
            // Nearly always the latest arrival.
            _ => self.0.push_back((order, id)),
        }
    }

    #[cold]
    fn add_before(&mut self, order: u64, id: SlotId) {
        let at = self.0.partition_point(|(other, _)| *other < order);
        self.0.insert(at, (order, id));
    }

    pub(super) fn first(&self) -> Option<SlotId> {
        self.0.front().map(|(_, id)| *id)
    }

    pub(super) fn take(&mut self) -> Option<SlotId> {
        self.0.pop_front().map(|(_, id)| id)
    }

    pub(super) fn remove(&mut self, order: u64) {
        if let Ok(at) = self.0.binary_search_by_key(&order, |(other, _)| *other) {
            self.0.remove(at);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
