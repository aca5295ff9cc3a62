use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use super::words::SlotId;

/// What a delivery must not overtake or overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// Nothing.
    Free,
    /// Earlier deliveries of its key.
    Key(Arc<str>),
}

/// The deliveries of each key, in the order in which they arrived; the first of each may run.
#[derive(Default)]
pub(super) struct Lanes(HashMap<Arc<str>, VecDeque<SlotId>>);

impl Lanes {
    /// Enters its lane; whether it is the first.
    pub(super) fn join(&mut self, lane: &Lane, id: SlotId) -> bool {
        let Lane::Key(key) = lane else { return true };
        let members = self.0.entry(key.clone()).or_default();
        members.push_back(id);
        members.len() == 1
    }

    /// Leaves its lane; the one whose turn it now is, if that changed.
    pub(super) fn leave(&mut self, lane: &Lane, id: SlotId) -> Option<SlotId> {
        let Lane::Key(key) = lane else { return None };
        let members = self.0.get_mut(key)?;
        let first = members.front() == Some(&id);
        members.retain(|member| *member != id);
        let next = members.front().copied();
        if next.is_none() {
            self.0.remove(key);
        }
        next.filter(|_| first)
    }

    /// How many wait behind the first of this lane.
    pub(super) fn behind(&self, lane: &Lane) -> usize {
        match lane {
            Lane::Free => 0,
            Lane::Key(key) => self.0.get(key).map_or(0, |members| members.len().saturating_sub(1)),
        }
    }
}
