use std::collections::VecDeque;

use tidings_core::mutants::Mutant;

use super::{Ticket, Withdrawn};

/// Entries by ticket, in order, with what was given out.
#[derive(Debug)]
pub(super) struct Slots<T> {
    // The slot of ticket `base + n` is at `n`; slots in the middle stay until those before them are gone.
    slots: VecDeque<Option<Slot<T>>>,
    base: u64,
    // Everything before this position was given out in this epoch, or is gone.
    cursor: usize,
    count: usize,
    under_way: usize,
}

#[derive(Debug)]
struct Slot<T> {
    // `None` once it was withdrawn while under way.
    entry: Option<T>,
    is_under_way: bool,
    // It left in this epoch; those under way that did not wait for the peer to take them.
    is_sent: bool,
    was_sent: bool,
    strikes: u8,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { slots: VecDeque::new(), base: 0, cursor: 0, count: 0, under_way: 0 }
    }
}

impl<T> Slots<T> {
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn under_way(&self) -> usize {
        self.under_way
    }

    pub(super) fn push(&mut self, entry: T) -> Ticket {
        let ticket = Ticket(self.base + self.slots.len() as u64);
        let slot = Slot { entry: Some(entry), is_under_way: false, is_sent: false, was_sent: false, strikes: 0 };
        self.slots.push_back(Some(slot));
        self.count += 1;
        ticket
    }

    /// The first entry that was not given out in this epoch.
    pub(super) fn peek(&mut self) -> Option<Ticket> {
        if Mutant::ResentLast.is_planted() {
            let is_newer = |slot: &Option<Slot<T>>| slot.as_ref().is_some_and(|it| !it.is_under_way && !it.was_sent);
            if let Some(at) = self.slots.iter().position(is_newer) {
                return Some(Ticket(self.base + at as u64));
            }
        }
        while let Some(slot) = self.slots.get(self.cursor) {
            match slot {
                Some(slot) if !slot.is_under_way => return Some(Ticket(self.base + self.cursor as u64)),
                _ => self.cursor += 1,
            }
        }
        None
    }

    /// The oldest entry, under way or not.
    pub(super) fn first(&self) -> Option<Ticket> {
        (self.count > 0).then_some(Ticket(self.base))
    }

    pub(super) fn give_out(&mut self, ticket: Ticket) -> Option<(Ticket, &mut T)> {
        let at = self.position(ticket)?;
        let slot = self.slots.get_mut(at)?.as_mut()?;
        if !slot.is_under_way {
            slot.is_under_way = true;
            self.under_way += 1;
        }
        slot.entry.as_mut().map(|entry| (ticket, entry))
    }

    /// It left, so that it may arrive.
    pub(super) fn sent(&mut self, ticket: Ticket) {
        let Some(at) = self.position(ticket) else { return };
        if let Some(Some(slot)) = self.slots.get_mut(at) {
            slot.is_sent = true;
            slot.was_sent = true;
        }
    }

    /// The entry itself, and whether it left in this epoch or an earlier one.
    pub(super) fn get(&self, ticket: Ticket) -> Option<(&T, bool)> {
        let slot = self.slots.get(self.position(ticket)?)?.as_ref()?;
        slot.entry.as_ref().map(|entry| (entry, slot.was_sent))
    }

    pub(super) fn remove(&mut self, ticket: Ticket) -> Option<T> {
        let at = self.position(ticket)?;
        let slot = self.slots.get_mut(at)?.take()?;
        self.count -= 1;
        self.under_way -= usize::from(slot.is_under_way);
        self.shrink();
        slot.entry
    }

    pub(super) fn withdraw(&mut self, ticket: Ticket) -> Option<Withdrawn<T>> {
        let at = self.position(ticket)?;
        let slot = self.slots.get_mut(at)?.as_mut()?;
        if slot.is_under_way && slot.is_sent {
            return slot.entry.take().map(Withdrawn::Undecided);
        }
        let was_sent = slot.was_sent;
        let entry = self.remove(ticket)?;
        Some(if was_sent { Withdrawn::Undecided(entry) } else { Withdrawn::NotSent(entry) })
    }

    pub(super) fn withdraw_where(&mut self, mut is_unwanted: impl FnMut(&T) -> bool) -> Vec<T> {
        let mut withdrawn = Vec::new();
        for place in &mut self.slots {
            let found = place
                .as_ref()
                .is_some_and(|slot| !slot.is_under_way && slot.entry.as_ref().is_some_and(&mut is_unwanted));
            if found {
                self.count -= 1;
                withdrawn.extend(place.take().and_then(|slot| slot.entry));
            }
        }
        self.shrink();
        withdrawn
    }

    /// The only entry that left in this epoch and is undecided, if there is exactly one.
    pub(super) fn only_sent(&self) -> Option<Ticket> {
        let mut sent = self.slots.iter().flatten().filter(|slot| slot.is_sent);
        match (sent.next(), sent.next()) {
            (Some(_), None) => self.last_sent(),
            _ => None,
        }
    }

    pub(super) fn last_sent(&self) -> Option<Ticket> {
        let at = self.slots.iter().rposition(|slot| slot.as_ref().is_some_and(|slot| slot.is_sent))?;
        Some(Ticket(self.base + at as u64))
    }

    /// Notes that an entry ended a connection, and how often it has done so.
    pub(super) fn strike(&mut self, ticket: Ticket) -> Option<u8> {
        let at = self.position(ticket)?;
        let slot = self.slots.get_mut(at)?.as_mut()?;
        slot.strikes = slot.strikes.saturating_add(1);
        Some(slot.strikes)
    }

    /// Nothing is under way any more: what was will be given out again, but for what was withdrawn.
    pub(super) fn rewind(&mut self) {
        for place in &mut self.slots {
            let Some(slot) = place else { continue };
            slot.is_under_way = false;
            slot.is_sent = false;
            if slot.entry.is_none() {
                self.count -= 1;
                *place = None;
            }
        }
        self.under_way = 0;
        self.cursor = 0;
        self.shrink();
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = Withdrawn<T>> + '_ {
        self.base += self.slots.len() as u64;
        (self.cursor, self.count, self.under_way) = (0, 0, 0);
        self.slots.drain(..).flatten().filter_map(|slot| {
            let wrap = if slot.was_sent { Withdrawn::Undecided } else { Withdrawn::NotSent };
            slot.entry.map(wrap)
        })
    }

    fn position(&self, ticket: Ticket) -> Option<usize> {
        usize::try_from(ticket.0.checked_sub(self.base)?).ok()
    }

    fn shrink(&mut self) {
        while let Some(None) = self.slots.front() {
            self.slots.pop_front();
            self.base += 1;
            self.cursor = self.cursor.saturating_sub(1);
        }
    }
}
