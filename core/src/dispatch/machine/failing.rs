//! What becomes of a delivery whose attempt failed.

use tokio::time::Instant;

use super::{Action, Copy, Fate, Machine, Slot, SlotId, State, Strain};
use crate::{mutants::Mutant, runtime::later};

impl Machine {
    pub(super) fn failed(&mut self, id: SlotId, permanent: bool, now: Instant, actions: &mut Vec<Action>) {
        let Some(slot) = self.slots.get(id) else { return };
        if permanent || slot.attempt >= self.rules.policy.retry.attempts {
            return self.write(id, Copy::DeadLetter { attempts: slot.attempt }, actions);
        }
        let pause = self.rules.pause(slot.attempt);
        let copy = Copy::Retry { attempt: slot.attempt + 1, delay: pause };
        if self.rules.in_place(slot.lane.is_keyed()) {
            self.park(id, later(now, pause));
        } else if self.rules.can_delay {
            self.write(id, copy, actions);
        } else {
            self.slots.turn(id, State::Held { until: later(now, pause), copy: copy.at_once() });
        }
    }

    pub(super) fn written(&mut self, id: SlotId, ok: bool, now: Instant, actions: &mut Vec<Action>) {
        let Some(slot) = self.slots.get_mut(id) else { return };
        let State::Writing(copy) = slot.state else { return };
        if slot.stale {
            return self.forget(id, actions);
        }
        let drops = Mutant::DropsUnwrittenDeadLetters.is_planted() && matches!(copy, Copy::DeadLetter { .. });
        if ok || drops {
            return self.settle(id, Fate::from(copy), actions);
        }
        slot.refusals += 1;
        let until = later(now, self.rules.pause_after_refusal(slot.refusals));
        match copy {
            // Without a copy the delivery itself waits for its next attempt.
            Copy::Retry { .. } => self.park(id, until),
            Copy::DeadLetter { .. } => self.slots.turn(id, State::Held { until, copy }),
        }
    }

    fn park(&mut self, id: SlotId, until: Instant) {
        if let Some(slot) = self.slots.get_mut(id) {
            slot.attempt += 1;
            slot.retrying = true;
        }
        self.slots.turn(id, State::Parked { until });
    }

    pub(super) fn write(&mut self, id: SlotId, copy: Copy, actions: &mut Vec<Action>) {
        self.slots.turn(id, State::Writing(copy));
        actions.push(Action::Write { id, copy });
        if Mutant::AcceptsBeforeCopy.is_planted() {
            self.settle(id, Fate::from(copy), actions);
        }
    }

    /// Whether a delivery without a key waits in place so as to keep the order. One that does because its copy could not be
    /// written keeps nobody waiting: others may be what makes room for it.
    pub(super) fn blocked(&self) -> bool {
        let waits = |slot: &Slot| !slot.lane.is_keyed() && matches!(slot.state, State::Parked { .. });
        self.slots.timed > 0 && self.rules.in_place(false) && self.slots.iter().any(|(_, slot)| waits(slot))
    }

    /// Those that wait in a retry, with those behind them, may fill half of what is fetched ahead; then it pauses.
    pub(super) fn reckon(&mut self, behind: usize, actions: &mut Vec<Action>) {
        let strain = if self.slots.timed == 0 {
            None
        } else {
            let refused = |slot: &Slot| matches!(slot.state, State::Held { copy: Copy::DeadLetter { .. }, .. });
            let are_refused = self.slots.iter().any(|(_, slot)| refused(slot));
            match (self.slots.timed + behind > self.rules.parking(), are_refused) {
                (true, true) => Some(Strain::ParkedAndRefused),
                (true, false) => Some(Strain::Parked),
                (false, true) => Some(Strain::DeadLettersRefused),
                (false, false) => None,
            }
        };
        if strain != self.strain {
            self.strain = strain;
            actions.push(Action::Strained(strain));
        }
    }

    /// How many are of an epoch that ended, or wait behind one of its keys.
    pub(super) fn outlived(&self) -> usize {
        if self.slots.stale == 0 {
            return 0;
        }
        let stale = self.slots.iter().filter(|(_, slot)| slot.stale);
        stale.map(|(_, slot)| 1 + self.lanes.behind(&slot.lane)).sum()
    }

    /// How many wait behind those that wait in a retry.
    pub(super) fn behind(&self) -> usize {
        if self.slots.timed == 0 {
            return 0;
        }
        if self.blocked() {
            return self.ready.len();
        }
        let waiting = self.slots.iter().filter(|(_, slot)| slot.state.until().is_some());
        waiting.map(|(_, slot)| self.lanes.behind(&slot.lane)).sum()
    }
}
