use crate::model::{Chance, Time};

/// What a listener does with an event, attempt by attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// Handles it, after a while.
    Handles(Time),
    /// Fails so many attempts, then handles it.
    Fails(u32),
    /// Panics in so many attempts, then handles it.
    Panics(u32),
    /// Does not come to an end in so many attempts, then handles it.
    Hangs(u32),
    /// Fails for good.
    Refuses,
}

/// How the listeners of a run are, on the whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Temper {
    pub(super) seed: u64,
    /// Of 100 events, how many go wrong in some way.
    pub(super) wrong: u64,
    /// The longest that handling takes, in milliseconds.
    pub(super) slow_ms: u64,
    /// Whether attempts may never end: there is a time limit.
    pub(super) hangs: bool,
}

impl Temper {
    /// What a listener does with an event: the same in every process and at every attempt.
    pub(super) fn of(&self, listener: &str, n: u64) -> Behaviour {
        let name = listener.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let mut chance = Chance::new(self.seed ^ name.rotate_left(32) ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        if !chance.in_of(self.wrong, 100) {
            let slow = if chance.in_of(1, 4) { self.slow_ms } else { 0 };
            return Behaviour::Handles(Time::from_millis(chance.between(0, slow)));
        }
        // Now and then as often as no policy allows.
        let times = if chance.in_of(1, 6) { 9 } else { 1 + u32::from(chance.in_of(1, 2)) };
        match chance.below(8) {
            0 => Behaviour::Refuses,
            1 | 2 => Behaviour::Panics(times),
            3 if self.hangs => Behaviour::Hangs(times),
            _ => Behaviour::Fails(times),
        }
    }

    /// Whether a listener with so many attempts gives up on an event.
    pub(super) fn gives_up(&self, listener: &str, n: u64, attempts: u32) -> bool {
        match self.of(listener, n) {
            Behaviour::Handles(_) => false,
            Behaviour::Fails(times) | Behaviour::Panics(times) | Behaviour::Hangs(times) => times >= attempts,
            Behaviour::Refuses => true,
        }
    }
}
