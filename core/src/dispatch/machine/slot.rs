use tokio::time::Instant;

use super::{inbox::Mark, lanes::Lane, words::Copy, words::SlotId};

/// One unsettled delivery.
#[derive(Debug)]
pub(super) struct Slot {
    /// Its place among all arrivals.
    pub(super) order: u64,
    pub(super) attempt: u32,
    pub(super) bytes: usize,
    pub(super) lane: Lane,
    /// By which it is known again, if its listener has an inbox.
    pub(super) mark: Option<Mark>,
    pub(super) state: State,
    /// Its epoch ended while it ran or was being written.
    pub(super) stale: bool,
    /// It waited in place for an attempt before.
    pub(super) retrying: bool,
    /// How often a copy of it was not confirmed.
    pub(super) refusals: u32,
}

/// Where an unsettled delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// For its turn.
    Waiting,
    Running,
    /// In place, for its next attempt.
    Parked {
        until: Instant,
    },
    /// For the confirmation of its copy.
    Writing(Copy),
    /// For the next try to write its copy.
    Held {
        until: Instant,
        copy: Copy,
    },
}

impl State {
    pub(super) fn until(self) -> Option<Instant> {
        match self {
            Self::Parked { until } | Self::Held { until, .. } => Some(until),
            Self::Waiting | Self::Running | Self::Writing(_) => None,
        }
    }
}

/// The unsettled deliveries, by id.
#[derive(Default)]
pub(super) struct Slots {
    entries: Vec<Option<Slot>>,
    free: Vec<SlotId>,
    /// How many wait for a time.
    pub(super) timed: usize,
    /// The bytes of all of them.
    pub(super) bytes: usize,
    /// How many are of an epoch that ended.
    pub(super) stale: usize,
    len: usize,
}

impl Slots {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn add(&mut self, slot: Slot) -> SlotId {
        self.len += 1;
        self.bytes += slot.bytes;
        match self.free.pop() {
            Some(id) => {
                self.entries[id.0 as usize] = Some(slot);
                id
            }
            None => {
                self.entries.push(Some(slot));
                SlotId(u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX))
            }
        }
    }

    pub(super) fn get(&self, id: SlotId) -> Option<&Slot> {
        self.entries.get(id.0 as usize)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, id: SlotId) -> Option<&mut Slot> {
        self.entries.get_mut(id.0 as usize)?.as_mut()
    }

    /// Takes one out: its lane, and its place among the arrivals if it still waited for its turn.
    pub(super) fn remove(&mut self, id: SlotId) -> Option<(Lane, Option<u64>)> {
        let entry = self.entries.get_mut(id.0 as usize)?;
        let slot = entry.as_mut()?;
        self.len -= 1;
        self.bytes -= slot.bytes;
        self.timed -= usize::from(slot.state.until().is_some());
        self.stale -= usize::from(slot.stale);
        let waited = (slot.state == State::Waiting).then_some(slot.order);
        let lane = std::mem::replace(&mut slot.lane, Lane::Free);
        *entry = None;
        self.free.push(id);
        Some((lane, waited))
    }

    /// Says that its epoch ended.
    pub(super) fn outlive(&mut self, id: SlotId) {
        let Some(slot) = self.entries.get_mut(id.0 as usize).and_then(Option::as_mut) else { return };
        self.stale += usize::from(!std::mem::replace(&mut slot.stale, true));
    }

    /// Changes the state, keeping count of those that wait for a time.
    pub(super) fn turn(&mut self, id: SlotId, state: State) {
        let Some(slot) = self.entries.get_mut(id.0 as usize).and_then(Option::as_mut) else { return };
        let before = usize::from(slot.state.until().is_some());
        slot.state = state;
        self.timed = self.timed + usize::from(state.until().is_some()) - before;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (SlotId, &Slot)> {
        self.entries
            .iter()
            .enumerate()
            .filter_map(|(at, slot)| slot.as_ref().map(|slot| (SlotId(u32::try_from(at).unwrap_or(u32::MAX)), slot)))
    }

    /// Ids in the order of arrival.
    pub(super) fn ids(&self, which: impl Fn(&Slot) -> bool) -> Vec<SlotId> {
        let mut ids: Vec<_> = self.iter().filter(|(_, slot)| which(slot)).map(|(id, slot)| (slot.order, id)).collect();
        ids.sort_unstable();
        ids.into_iter().map(|(_, id)| id).collect()
    }
}
