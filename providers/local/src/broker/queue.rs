use std::{collections::VecDeque, sync::Arc, task::Waker};

use tidings_core::envelope::Parcel;
use tokio::time::Instant;

use super::{after::After, delay::Delayed, entry::Entry, link::Link, slot::Slot, unsettled::Unsettled};

/// One queue: what is ready, what is held back, and who receives.
///
/// A sole receiver takes from the queue itself. Several are dealt to in turns, each up to its credit, as brokers do.
pub(crate) struct Queue {
    pub(super) id: u64,
    pub(super) name: Arc<str>,
    pub(super) durable: bool,
    capacity: usize,
    /// Sorted by place.
    ready: VecDeque<Entry>,
    delayed: Delayed,
    next_place: u64,
    slots: Vec<Slot>,
    /// The slot whose turn is next.
    turn: usize,
}

/// What a receiver found.
pub(crate) enum Taken {
    /// So many deliveries.
    Some(usize),
    /// Nothing yet; the receiver is woken when something comes, but looks by itself at the time given.
    Nothing(Option<Instant>),
    /// It does not belong to the queue any more.
    Gone,
}

impl Queue {
    pub(crate) fn new(id: u64, name: Arc<str>, durable: bool, capacity: usize) -> Self {
        Self {
            id,
            name,
            durable,
            capacity,
            ready: VecDeque::new(),
            delayed: Delayed::default(),
            next_place: 0,
            slots: Vec::new(),
            turn: 0,
        }
    }

    /// How many events wait, delayed ones included.
    pub(super) fn len(&self) -> usize {
        self.ready.len() + self.delayed.len()
    }

    #[inline]
    pub(super) fn has_room(&self) -> bool {
        self.len() < self.capacity
    }

    #[inline]
    pub(super) fn push(&mut self, parcel: Arc<dyn Parcel>, due: Option<Instant>, after: &mut After) {
        match due {
            None => {
                self.append(parcel);
                self.deal(after);
            }
            // Whoever waits for a later one has to wait anew.
            Some(due) if self.delayed.push(due, parcel) => {
                self.slots.iter_mut().filter(|slot| slot.credit > 0).for_each(|slot| slot.wake(after));
            }
            Some(_) => {}
        }
    }

    pub(super) fn take(
        &mut self,
        slot: u64,
        granted: u32,
        waker: &Waker,
        into: &mut Unsettled,
        after: &mut After,
    ) -> Taken {
        let Some(at) = self.slots.iter().position(|known| known.id == slot) else { return Taken::Gone };
        self.slots[at].credit = self.slots[at].credit.saturating_add(granted);
        if !self.delayed.is_empty() {
            self.release(Instant::now());
        }
        if self.slots.len() > 1 {
            self.deal(after);
        }
        let alone = self.slots.len() == 1;
        let slot = &mut self.slots[at];
        let mut count = slot.inbox.len();
        slot.inbox.drain(..).for_each(|entry| into.push(entry));
        if alone {
            let more = self.ready.len().min(slot.credit as usize);
            self.ready.drain(..more).for_each(|entry| into.push(entry));
            slot.credit -= more as u32;
            count += more;
        }
        slot.set_idle(into.is_empty(), after);
        if count > 0 {
            return Taken::Some(count);
        }
        slot.wait(waker, after);
        Taken::Nothing(self.delayed.next_due().filter(|_| slot.credit > 0))
    }

    /// Adds credit outside of a poll, for a receiver that waits.
    pub(super) fn grant(&mut self, slot: u64, granted: u32, after: &mut After) {
        if let Some(slot) = self.slots.iter_mut().find(|known| known.id == slot) {
            slot.credit = slot.credit.saturating_add(granted);
            if !self.delayed.is_empty() {
                // It has no timer yet.
                slot.wake(after);
            }
            self.deal(after);
        }
    }

    /// Notes that a receiver which waits has settled everything.
    pub(super) fn set_idle(&mut self, slot: u64, after: &mut After) {
        if let Some(slot) = self.slots.iter_mut().find(|known| known.id == slot) {
            slot.set_idle(true, after);
        }
    }

    /// Whether nothing is left that only this connection's receivers could handle until `end`.
    pub(super) fn is_worked_off(&self, link: &Link, end: Instant) -> bool {
        let receives = !self.slots.is_empty() && self.links().all(|other| other == link.id());
        !receives
            || (self.ready.is_empty()
                && self.slots.iter().all(Slot::is_idle)
                && self.delayed.next_due().is_none_or(|due| due > end))
    }

    /// Takes a receiver's credit, and what was dealt to it but not yet given.
    pub(super) fn pause(&mut self, slot: u64, after: &mut After) {
        if let Some(slot) = self.slots.iter_mut().find(|known| known.id == slot) {
            slot.credit = 0;
            let dealt = std::mem::take(&mut slot.inbox);
            self.give_back(dealt, after);
        }
    }

    /// Puts entries back in their places.
    pub(super) fn give_back(&mut self, entries: impl IntoIterator<Item = Entry>, after: &mut After) {
        for entry in entries {
            let at = self.ready.partition_point(|other| other.place() < entry.place());
            self.ready.insert(at, entry);
        }
        self.deal(after);
    }

    pub(super) fn attach(&mut self, slot: Slot) {
        self.slots.push(slot);
    }

    /// Takes a receiver out and puts its entries back; whether it was there.
    pub(super) fn detach(&mut self, slot: u64, entries: Vec<Entry>, after: &mut After) -> bool {
        let at = self.slots.iter().position(|known| known.id == slot);
        // Out first, so that nothing is dealt to it.
        let slot = at.map(|at| self.slots.remove(at));
        self.turn = 0;
        let was_there = slot.is_some();
        let dealt = slot.map(|mut slot| {
            // If it waits, it has to learn that nothing will come.
            slot.wake(after);
            slot.inbox
        });
        self.give_back(entries.into_iter().chain(dealt.into_iter().flatten()), after);
        was_there
    }

    pub(super) fn receivers(&self) -> usize {
        self.slots.len()
    }

    /// The connections of its receivers.
    pub(super) fn links(&self) -> impl Iterator<Item = u64> {
        self.slots.iter().map(|slot| slot.link.id())
    }

    /// Some receiver of a connection.
    pub(super) fn slot_of(&self, link: u64) -> Option<u64> {
        self.slots.iter().find(|slot| slot.link.id() == link).map(|slot| slot.id)
    }

    /// Takes out everything: what is ready, then what is held back.
    pub(super) fn drain(&mut self) -> Vec<Arc<dyn Parcel>> {
        let ready = self.ready.drain(..).map(Entry::into_parcel);
        ready.chain(std::mem::take(&mut self.delayed).into_parcels()).collect()
    }

    #[inline]
    fn append(&mut self, parcel: Arc<dyn Parcel>) {
        self.ready.push_back(Entry::new(parcel, self.next_place));
        self.next_place += 1;
    }

    /// Moves what is due to the end of the queue.
    fn release(&mut self, now: Instant) {
        while let Some(parcel) = self.delayed.pop_due(now) {
            self.append(parcel);
        }
    }

    #[inline]
    fn deal(&mut self, after: &mut After) {
        match &mut self.slots[..] {
            [] => {}
            [sole] if sole.credit > 0 && !self.ready.is_empty() => sole.wake(after),
            [_] => {}
            _ => self.deal_in_turns(after),
        }
    }

    #[cold]
    fn deal_in_turns(&mut self, after: &mut After) {
        let n = self.slots.len();
        while !self.ready.is_empty() {
            let Some(at) = (0..n).map(|step| (self.turn + step) % n).find(|&at| self.slots[at].credit > 0) else {
                break;
            };
            let slot = &mut self.slots[at];
            slot.credit -= 1;
            slot.inbox.extend(self.ready.pop_front());
            slot.wake(after);
            self.turn = (at + 1) % n;
        }
    }
}
