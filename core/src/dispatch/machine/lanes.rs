use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use super::{inbox::Mark, words::SlotId};

/// What a delivery must not overtake or overlap.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Lane {
    /// Nothing.
    Free,
    /// Earlier deliveries of its key.
    Key(Arc<str>),
    /// The same event, whose attempt outlived its epoch: how that ends says whether this is a duplicate.
    Again(Box<Mark>),
}

impl Lane {
    pub(super) fn is_keyed(&self) -> bool {
        matches!(self, Self::Key(_))
    }
}

/// The deliveries of each lane, in the order in which they arrived; the first of each may run.
#[derive(Default)]
pub(super) struct Lanes(HashMap<Lane, VecDeque<SlotId>>);

impl Lanes {
    /// Enters its lane; whether it is the first.
    #[inline]
    pub(super) fn join(&mut self, lane: &Lane, id: SlotId) -> bool {
        *lane == Lane::Free || self.join_others(lane, id)
    }

    fn join_others(&mut self, lane: &Lane, id: SlotId) -> bool {
        let members = self.0.entry(lane.clone()).or_default();
        members.push_back(id);
        members.len() == 1
    }

    /// Leaves its lane; the one whose turn it now is, if that changed.
    #[inline]
    pub(super) fn leave(&mut self, lane: &Lane, id: SlotId) -> Option<SlotId> {
        if *lane == Lane::Free { None } else { self.leave_others(lane, id) }
    }

    fn leave_others(&mut self, lane: &Lane, id: SlotId) -> Option<SlotId> {
        let members = self.0.get_mut(lane)?;
        let first = members.front() == Some(&id);
        members.retain(|member| *member != id);
        let next = members.front().copied();
        if next.is_none() {
            self.0.remove(lane);
        }
        next.filter(|_| first)
    }

    /// How many wait behind the first of this lane.
    pub(super) fn behind(&self, lane: &Lane) -> usize {
        if *lane == Lane::Free {
            return 0;
        }
        self.0.get(lane).map_or(0, |members| members.len().saturating_sub(1))
    }

    /// Whether anything is in this lane.
    pub(super) fn has(&self, lane: &Lane) -> bool {
        self.0.contains_key(lane)
    }
}
