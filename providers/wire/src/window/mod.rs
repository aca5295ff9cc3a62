//! Keeps what was offered for sending, in order, until its fate is known.
//!
//! A [`Budget`] bounds what all windows of a connection hold together. A [`Window`] is pure logic: the driver asks for the [next](Window::take_next) entry to transfer, reports what was
//! [`decided`](Window::decided) and when the connection was [`lost`](Window::lost). After a loss everything undecided
//! is given out again, in order and before anything newer.
//!
//! # Finding a culprit
//!
//! An entry that makes the broker end the connection would do so for ever. When the broker ends a connection without
//! naming a send, or the connection was lost twice without any progress, the entries that were under way become
//! suspects and go one at a time. One that was under way alone when the broker ended the connection with a complaint,
//! twice, is given up; so is one over which the connection ended ten times without a word, as when it crashes something.
//! That is many, since a network that flaps, or a broker that is restarted again and again, must blame no innocent.

mod blame;
mod budget;
mod slots;
mod ticket;

#[cfg(test)]
mod tests;

pub use blame::Blame;
pub use budget::{Budget, Limits, Room};
pub use ticket::{Ticket, Withdrawn};

use blame::Suspicion;
use slots::Slots;

/// The entries whose fate is not known yet.
#[derive(Debug)]
pub struct Window<T> {
    slots: Slots<T>,
    suspicion: Suspicion,
}

impl<T> Default for Window<T> {
    fn default() -> Self {
        Self { slots: Slots::default(), suspicion: Suspicion::default() }
    }
}

impl<T> Window<T> {
    /// How many entries the window holds, withdrawn ones under way included.
    pub fn len(&self) -> usize {
        self.slots.count()
    }

    /// Whether everything was decided.
    pub fn is_empty(&self) -> bool {
        self.slots.count() == 0
    }

    /// Adds an entry behind all others.
    pub fn push(&mut self, entry: T) -> Ticket {
        self.slots.push(entry)
    }

    /// Whether there is an entry to transfer.
    pub fn has_next(&mut self) -> bool {
        let Some(ticket) = self.slots.peek() else { return false };
        self.slots.under_way() == 0 || !(self.suspicion.is_testing() || self.suspicion.covers(ticket))
    }

    /// The next entry to transfer, which counts as under way from now on; `None` while there is nothing to do.
    pub fn take_next(&mut self) -> Option<(Ticket, &mut T)> {
        let alone = self.slots.peek().is_some_and(|ticket| self.suspicion.covers(ticket));
        if (alone || self.suspicion.is_testing()) && self.slots.under_way() > 0 {
            return None;
        }
        let ticket = self.slots.peek()?;
        self.suspicion.testing(alone);
        self.slots.give_out(ticket)
    }

    /// An entry under way has left: from now on it may arrive. Until this is said it surely did not.
    pub fn sent(&mut self, ticket: Ticket) {
        self.slots.sent(ticket);
    }

    /// An entry that is not withdrawn, and whether it left in this epoch or an earlier one.
    pub fn get(&self, ticket: Ticket) -> Option<(&T, bool)> {
        self.slots.get(ticket)
    }

    /// Takes out an entry under way that did not leave and is wanted no more; it decides nothing about others.
    pub fn give_up(&mut self, ticket: Ticket) -> Option<T> {
        self.suspicion.testing(false);
        self.slots.remove(ticket)
    }

    /// Whether entries are left that were under way when a connection ended in an odd way.
    pub fn has_suspects(&mut self) -> bool {
        self.slots.first().is_some_and(|ticket| self.suspicion.covers(ticket))
    }

    /// Removes an entry whose fate is known; `None` if it was withdrawn or decided before.
    pub fn decided(&mut self, ticket: Ticket) -> Option<T> {
        self.suspicion.progress();
        self.slots.remove(ticket)
    }

    /// Takes an entry away from the window: it will not be given out again.
    pub fn withdraw(&mut self, ticket: Ticket) -> Option<Withdrawn<T>> {
        self.slots.withdraw(ticket)
    }

    /// Takes away every entry that is not under way and fulfils a condition, in order.
    pub fn withdraw_where(&mut self, is_unwanted: impl FnMut(&T) -> bool) -> Vec<T> {
        self.slots.withdraw_where(is_unwanted)
    }

    /// Puts everything that was under way back to the front, in order, and returns what is given up for good.
    pub fn lost(&mut self, blame: Blame) -> Vec<(Ticket, T)> {
        let culprit = self.suspicion.lost(blame, self.slots.only_sent(), self.slots.last_sent());
        let given_up = culprit.and_then(|ticket| {
            let strikes = self.slots.strike(ticket, blame.strikes())?;
            if strikes < blame::STRIKES {
                return None;
            }
            self.slots.remove(ticket).map(|entry| (ticket, entry))
        });
        self.slots.rewind();
        given_up.into_iter().collect()
    }

    /// Takes everything out, in order.
    pub fn drain(&mut self) -> impl Iterator<Item = Withdrawn<T>> + '_ {
        self.slots.drain()
    }
}
