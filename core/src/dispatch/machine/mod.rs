//! The life of every unsettled delivery of one listener, as `step(input) -> actions`.
//!
//! Invariant: no clock, no task, no transport. Time comes in with the inputs that need it, chance from the
//! [`Runtime`](crate::runtime::Runtime); the same inputs give the same actions, so that the machine can be simulated.

mod credit;
mod duplicates;
mod failing;
mod inbox;
mod lanes;
mod ready;
mod rules;
mod slot;
#[cfg(test)]
mod tests;
mod words;

use tokio::time::Instant;

use credit::Credit;
use inbox::Inbox;
pub(crate) use inbox::Mark;
use lanes::Lanes;
use ready::Ready;
pub(crate) use rules::Rules;
use slot::{Slot, Slots, State};
pub(crate) use words::{Action, Arrival, Copy, End, Fate, Input, SlotId, Strain};

use crate::mutants::Mutant;

/// The deliveries of one listener.
pub(crate) struct Machine {
    rules: Rules,
    credit: Credit,
    slots: Slots,
    lanes: Lanes,
    inbox: Option<Inbox>,
    ready: Ready,
    running: u32,
    arrivals: u64,
    draining: bool,
    strain: Option<Strain>,
    /// What the next deliveries are taken for in bytes.
    usual_bytes: usize,
}

impl Machine {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            credit: Credit::new(rules.most()),
            inbox: rules.policy.inbox.map(Inbox::new),
            rules,
            slots: Slots::default(),
            lanes: Lanes::default(),
            ready: Ready::default(),
            running: 0,
            arrivals: 0,
            draining: false,
            strain: None,
            usual_bytes: 0,
        }
    }

    /// When an [`Input::Tick`] is due.
    pub(crate) fn wake_at(&self) -> Option<Instant> {
        if self.slots.timed == 0 {
            return None;
        }
        self.slots.iter().filter_map(|(_, slot)| slot.state.until()).min()
    }

    /// How many deliveries are unsettled; those of an epoch that ended are the broker's already.
    pub(crate) fn in_flight(&self) -> usize {
        self.slots.len() - self.slots.stale
    }

    /// Whether a dead letter of this delivery is being written.
    pub(crate) fn is_dead_letter(&self, id: SlotId) -> bool {
        let writing = |slot: &Slot| matches!(slot.state, State::Writing(Copy::DeadLetter { .. }));
        self.slots.get(id).is_some_and(writing)
    }

    /// Takes one input and says what is to be done.
    pub(crate) fn step(&mut self, input: Input, actions: &mut Vec<Action>) {
        match input {
            Input::Opened if Mutant::EpochWithoutCredit.is_planted() && self.arrivals > 0 => {}
            Input::Opened => self.credit.begin(),
            Input::Ended { id, end } => self.ended(id, end, actions),
            Input::Written { id, ok, now } => self.written(id, ok, now, actions),
            Input::Tick { now } => self.tick(now, actions),
            Input::Lost => self.lost(actions),
            Input::Drain => self.drain(actions),
        }
        self.go_on(actions);
    }

    /// Says what is to be done after deliveries were [received](Self::receive).
    pub(crate) fn go_on(&mut self, actions: &mut Vec<Action>) {
        self.start(actions);
        let behind = self.behind();
        self.reckon(behind, actions);
        self.grant(behind, actions);
        if self.draining {
            self.send_back(actions);
            if self.slots.len() == 0 {
                actions.push(Action::Drained);
            }
        }
    }

    /// Takes a delivery in; its id is free again after it was settled or forgotten. Once all that came together are in, it
    /// is time to [go on](Self::go_on).
    pub(crate) fn receive(&mut self, arrival: Arrival) -> SlotId {
        self.credit.received(arrival.redelivered);
        // A large one counts at once, and is forgotten slowly.
        self.usual_bytes = arrival.bytes.max(self.usual_bytes - self.usual_bytes / 8);
        let order = self.arrivals;
        self.arrivals += 1;
        let lane = self.lane(arrival.key, arrival.mark.as_ref());
        let slot = Slot {
            order,
            attempt: arrival.attempt,
            bytes: arrival.bytes,
            lane: lane.clone(),
            mark: arrival.mark,
            state: State::Waiting,
            stale: false,
            retrying: false,
            refusals: 0,
        };
        let id = self.slots.add(slot);
        if self.lanes.join(&lane, id) {
            self.ready.add(order, id);
        }
        id
    }

    fn ended(&mut self, id: SlotId, end: End, actions: &mut Vec<Action>) {
        self.running = self.running.saturating_sub(1);
        if end == End::Handled || Mutant::InboxRemembersFailures.is_planted() {
            // Before anything else: whoever was told that it is handled again would handle it twice.
            self.remember(id);
        }
        let Some(slot) = self.slots.get(id) else { return };
        match end {
            // The broker gives it again: whatever became of this attempt, it settles nothing.
            _ if slot.stale && !Mutant::EpochReused.is_planted() => self.forget(id, actions),
            End::Handled => self.settle(id, Fate::Accepted, actions),
            End::Failed { permanent, now } => self.failed(id, permanent, now, actions),
        }
    }

    fn tick(&mut self, now: Instant, actions: &mut Vec<Action>) {
        for id in self.slots.ids(|slot| slot.state.until().is_some_and(|until| until <= now)) {
            let Some(slot) = self.slots.get(id) else { continue };
            match slot.state {
                State::Parked { .. } => {
                    self.ready.add(slot.order, id);
                    self.slots.turn(id, State::Waiting);
                }
                State::Held { copy, .. } => self.write(id, copy, actions),
                State::Waiting | State::Running | State::Writing(_) => {}
            }
        }
    }

    /// The epoch ended: what has not begun is the broker's again. What runs is finished, so that its key stays closed.
    fn lost(&mut self, actions: &mut Vec<Action>) {
        for id in self.slots.ids(|_| true) {
            match self.slots.get(id) {
                Some(slot)
                    if matches!(slot.state, State::Running | State::Writing(_))
                        && !Mutant::EpochOpensKeys.is_planted() =>
                {
                    self.outlive(id);
                }
                _ => self.forget(id, actions),
            }
        }
        self.credit.end();
    }

    fn drain(&mut self, actions: &mut Vec<Action>) {
        self.draining = true;
        self.credit.end();
        self.send_back(actions);
    }

    /// What has not begun, or waits for another attempt, goes back while draining.
    fn send_back(&mut self, actions: &mut Vec<Action>) {
        let idle = |slot: &Slot| !matches!(slot.state, State::Running | State::Writing(_));
        for id in self.slots.ids(idle) {
            self.settle(id, Fate::Returned, actions);
        }
    }

    fn settle(&mut self, id: SlotId, fate: Fate, actions: &mut Vec<Action>) {
        actions.push(Action::Settle { id, fate });
        self.credit.settled();
        self.remove(id);
    }

    fn forget(&mut self, id: SlotId, actions: &mut Vec<Action>) {
        actions.push(Action::Forget { id });
        self.remove(id);
    }

    fn remove(&mut self, id: SlotId) {
        let Some((lane, waited)) = self.slots.remove(id) else { return };
        if let Some(order) = waited {
            self.ready.remove(order);
        }
        if let Some(next) = self.lanes.leave(&lane, id)
            && let Some(slot) = self.slots.get(next)
        {
            self.ready.add(slot.order, next);
        }
    }

    fn start(&mut self, actions: &mut Vec<Action>) {
        while !self.draining && self.running < self.rules.policy.concurrency {
            let Some(id) = self.ready.first() else { return };
            let Some(slot) = self.slots.get(id) else { return };
            // Without a key, whatever waits in place holds everything behind it.
            if !slot.retrying && self.blocked() {
                return;
            }
            if self.is_duplicate(slot) {
                self.accept_duplicate(id, actions);
                continue;
            }
            actions.push(Action::Start { id, attempt: slot.attempt });
            self.ready.take();
            self.slots.turn(id, State::Running);
            self.running += 1;
        }
    }

    fn grant(&mut self, behind: usize, actions: &mut Vec<Action>) {
        let full = self.slots.len() > 0 && self.slots.bytes >= self.rules.prefetch_bytes;
        if self.strain.is_some_and(Strain::pauses) || full {
            return;
        }
        // Those behind a waiting key do not run either: they must not keep other keys from being fetched. Without a key
        // nothing else could run.
        let waiting = self.slots.timed + if self.blocked() { 0 } else { behind };
        // Those of an earlier epoch are not the broker's to count, and may never end.
        let waiting = waiting + self.outlived();
        let beside = u32::try_from(waiting).unwrap_or(u32::MAX);
        let active = u32::try_from(self.slots.len().saturating_sub(waiting)).unwrap_or(u32::MAX);
        let (left, usual_bytes) = (self.rules.prefetch_bytes.saturating_sub(self.slots.bytes), self.usual_bytes);
        if let Some(credit) = self.credit.grant(active, beside, || room(left, usual_bytes)) {
            actions.push(Action::Grant(credit));
        }
    }
}

/// How many more deliveries of the usual size there is room for; one always passes.
fn room(left_bytes: usize, usual_bytes: usize) -> u32 {
    u32::try_from(left_bytes / usual_bytes.max(1)).unwrap_or(u32::MAX).max(1)
}
