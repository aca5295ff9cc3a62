use tidings_core::mutants::Mutant;

use super::{Ticket, Withdrawn};
use crate::numbered::Numbered;

/// Entries by ticket, in order, with what was given out.
#[derive(Debug)]
pub(super) struct Slots<T> {
    slots: Numbered<Slot<T>>,
    // Everything before this ticket was given out in this epoch, or is gone.
    cursor: u64,
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
        Self { slots: Numbered::default(), cursor: 0, under_way: 0 }
    }
}

impl<T> Slots<T> {
    pub(super) fn count(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn under_way(&self) -> usize {
        self.under_way
    }

    pub(super) fn push(&mut self, entry: T) -> Ticket {
        let slot = Slot { entry: Some(entry), is_under_way: false, is_sent: false, was_sent: false, strikes: 0 };
        Ticket(self.slots.push(slot))
    }

    /// The first entry that was not given out in this epoch.
    pub(super) fn peek(&mut self) -> Option<Ticket> {
        if Mutant::ResentLast.is_planted() {
            let is_newer = |slot: &Slot<T>| !slot.is_under_way && !slot.was_sent;
            if let Some((number, _)) = self.slots.starting_at(0).find(|(_, slot)| is_newer(slot)) {
                return Some(Ticket(number));
            }
        }
        let (number, _) = self.slots.starting_at(self.cursor).find(|(_, slot)| !slot.is_under_way)?;
        self.cursor = number;
        Some(Ticket(number))
    }

    /// The oldest entry, under way or not.
    pub(super) fn first(&self) -> Option<Ticket> {
        self.slots.starting_at(0).next().map(|(number, _)| Ticket(number))
    }

    pub(super) fn give_out(&mut self, ticket: Ticket) -> Option<(Ticket, &mut T)> {
        let slot = self.slots.get_mut(ticket.0)?;
        if !slot.is_under_way {
            slot.is_under_way = true;
            self.under_way += 1;
        }
        if ticket.0 == self.cursor {
            self.cursor += 1;
        }
        slot.entry.as_mut().map(|entry| (ticket, entry))
    }

    /// It left, so that it may arrive.
    pub(super) fn sent(&mut self, ticket: Ticket) {
        if let Some(slot) = self.slots.get_mut(ticket.0) {
            slot.is_sent = true;
            slot.was_sent = true;
        }
    }

    /// The entry itself, and whether it left in this epoch or an earlier one.
    pub(super) fn get(&self, ticket: Ticket) -> Option<(&T, bool)> {
        let slot = self.slots.get(ticket.0)?;
        slot.entry.as_ref().map(|entry| (entry, slot.was_sent))
    }

    pub(super) fn remove(&mut self, ticket: Ticket) -> Option<T> {
        let slot = self.slots.remove(ticket.0)?;
        self.under_way -= usize::from(slot.is_under_way);
        slot.entry
    }

    pub(super) fn withdraw(&mut self, ticket: Ticket) -> Option<Withdrawn<T>> {
        let slot = self.slots.get_mut(ticket.0)?;
        if slot.is_under_way && slot.is_sent {
            return slot.entry.take().map(Withdrawn::Undecided);
        }
        let was_sent = slot.was_sent;
        let entry = self.remove(ticket)?;
        Some(if was_sent { Withdrawn::Undecided(entry) } else { Withdrawn::NotSent(entry) })
    }

    pub(super) fn withdraw_where(&mut self, mut is_unwanted: impl FnMut(&T) -> bool) -> Vec<T> {
        let unwanted = |(number, slot): (u64, &Slot<T>)| {
            (!slot.is_under_way && slot.entry.as_ref().is_some_and(&mut is_unwanted)).then_some(number)
        };
        let unwanted: Vec<_> = self.slots.starting_at(0).filter_map(unwanted).collect();
        unwanted.into_iter().filter_map(|number| self.slots.remove(number)?.entry).collect()
    }

    /// The only entry that left in this epoch and is undecided, if there is exactly one.
    pub(super) fn only_sent(&self) -> Option<Ticket> {
        let mut sent = self.slots.starting_at(0).filter(|(_, slot)| slot.is_sent);
        match (sent.next(), sent.next()) {
            (Some((number, _)), None) => Some(Ticket(number)),
            _ => None,
        }
    }

    pub(super) fn last_sent(&self) -> Option<Ticket> {
        self.slots.starting_at(0).rfind(|(_, slot)| slot.is_sent).map(|(number, _)| Ticket(number))
    }

    /// Notes that a connection ended over an entry, and how many strikes it has.
    pub(super) fn strike(&mut self, ticket: Ticket, strikes: u8) -> Option<u8> {
        let slot = self.slots.get_mut(ticket.0)?;
        slot.strikes = slot.strikes.saturating_add(strikes);
        Some(slot.strikes)
    }

    /// Nothing is under way any more: what was will be given out again, but for what was withdrawn.
    pub(super) fn rewind(&mut self) {
        let mut withdrawn = Vec::new();
        for (number, slot) in self.slots.iter_mut() {
            slot.is_under_way = false;
            slot.is_sent = false;
            if slot.entry.is_none() {
                withdrawn.push(number);
            }
        }
        withdrawn.into_iter().for_each(|number| drop(self.slots.remove(number)));
        self.under_way = 0;
        self.cursor = 0;
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = Withdrawn<T>> + '_ {
        self.under_way = 0;
        self.slots.drain().filter_map(|slot| {
            let wrap = if slot.was_sent { Withdrawn::Undecided } else { Withdrawn::NotSent };
            slot.entry.map(wrap)
        })
    }
}
