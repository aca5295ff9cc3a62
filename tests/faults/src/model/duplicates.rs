use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

/// The ids that an address remembers, the oldest forgotten first; over a restart, too.
#[derive(Debug, Default)]
pub(super) struct Duplicates {
    known: BTreeSet<Arc<str>>,
    order: VecDeque<Arc<str>>,
}

impl Duplicates {
    pub(super) fn contains(&self, id: &str) -> bool {
        self.known.contains(id)
    }

    pub(super) fn add(&mut self, id: &Arc<str>, most: usize) {
        if !self.known.insert(id.clone()) {
            return;
        }
        self.order.push_back(id.clone());
        while self.order.len() > most {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }
}
