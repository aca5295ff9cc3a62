//! What a listener's inbox makes of deliveries.

use std::sync::Arc;

use super::{Action, Fate, Machine, Mark, Slot, SlotId, State, lanes::Lane};

impl Machine {
    /// The lane of an arrival: its key's, or behind the attempt of the same event that outlived its epoch.
    pub(super) fn lane(&self, key: Option<Arc<str>>, mark: Option<&Mark>) -> Lane {
        let lane = self.rules.lane(key);
        match mark {
            Some(mark) if lane == Lane::Free && self.slots.stale > 0 => {
                Some(Lane::Again(Box::new(mark.clone()))).filter(|again| self.lanes.has(again)).unwrap_or(Lane::Free)
            }
            _ => lane,
        }
    }

    /// Its epoch ended. The broker gives it again, perhaps before its attempt ends: that one is to wait for this.
    pub(super) fn outlive(&mut self, id: SlotId) {
        self.slots.outlive(id);
        let Some(slot) = self.slots.get_mut(id).filter(|slot| slot.lane == Lane::Free) else { return };
        let Some(mark) = slot.mark.clone().filter(|_| slot.state == State::Running) else { return };
        let again = Lane::Again(Box::new(mark));
        // Of two that run, which an inbox does not keep from happening, one is enough to wait for.
        if !self.lanes.has(&again) {
            slot.lane = again;
            self.lanes.join(&slot.lane, id);
        }
    }

    /// Its listener has handled it, whatever becomes of its settlement.
    pub(super) fn remember(&mut self, id: SlotId) {
        let mark = self.slots.get(id).and_then(|slot| slot.mark.clone());
        if let (Some(inbox), Some(mark)) = (&mut self.inbox, mark) {
            inbox.remember(mark);
        }
    }

    pub(super) fn is_duplicate(&self, slot: &Slot) -> bool {
        let holds = |mark: &Mark| self.inbox.as_ref().is_some_and(|inbox| inbox.holds(mark));
        slot.mark.as_ref().is_some_and(holds)
    }

    /// The one place where a delivery is accepted that no listener saw.
    pub(super) fn accept_duplicate(&mut self, id: SlotId, actions: &mut Vec<Action>) {
        self.settle(id, Fate::Duplicate, actions);
    }
}
