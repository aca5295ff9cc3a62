use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tidings_core::mutants::Mutant;
use tokio::sync::Notify;

/// The bounds of everything that was sent and not yet decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The most entries; default 1,000.
    pub entries: usize,
    /// The most bytes of all entries together; default 64 MiB. A single entry may be greater.
    pub bytes: usize,
}

impl Limits {
    /// Bounds of a window.
    pub const fn new(entries: usize, bytes: usize) -> Self {
        Self { entries, bytes }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new(1_000, 64 * 1024 * 1024)
    }
}

/// The room that all windows of a connection share; cheap to clone.
#[derive(Debug, Clone)]
pub struct Budget(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    entries: usize,
    bytes: usize,
    waiting: Vec<Arc<Notify>>,
}

/// Room that was taken from a [`Budget`]; dropping it gives it back.
#[derive(Debug)]
pub struct Room {
    budget: Budget,
    bytes: usize,
}

impl Budget {
    /// A budget within these bounds, all of it free.
    pub fn new(limits: Limits) -> Self {
        Self(Arc::new(Inner { limits, state: Mutex::default() }))
    }

    /// Takes room for an entry of `bytes`; `None` if there is none. One entry always fits if nothing else is there.
    pub fn take(&self, bytes: usize) -> Option<Room> {
        self.lock().take(&self.0.limits, bytes).then(|| Room { budget: self.clone(), bytes })
    }

    /// Takes room, or notifies `waiter` once when some becomes free.
    pub fn take_or_wait(&self, bytes: usize, waiter: &Arc<Notify>) -> Option<Room> {
        let mut state = self.lock();
        if state.take(&self.0.limits, bytes) {
            return Some(Room { budget: self.clone(), bytes });
        }
        if !state.waiting.iter().any(|known| Arc::ptr_eq(known, waiter)) {
            state.waiting.push(waiter.clone());
        }
        None
    }

    /// How many entries have room.
    pub fn entries(&self) -> usize {
        self.lock().entries
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Counters that no panic leaves half way.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, limits: &Limits, bytes: usize) -> bool {
        let fits =
            self.entries == 0 || (self.entries < limits.entries && self.bytes.saturating_add(bytes) <= limits.bytes);
        if fits {
            self.entries += 1;
            self.bytes += bytes;
        }
        fits
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut state = self.budget.lock();
        state.entries = state.entries.saturating_sub(1);
        state.bytes = state.bytes.saturating_sub(self.bytes);
        if Mutant::RoomGivenBackTwice.is_planted() {
            state.entries = state.entries.saturating_sub(1);
            state.bytes = state.bytes.saturating_sub(self.bytes);
        }
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        // All of them: whoever does not fit waits again, and one that does must not starve behind it.
        waiting.iter().for_each(|waiter| waiter.notify_one());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_and_bytes_are_bounded() {
        let budget = Budget::new(Limits::new(2, 10));
        let first = budget.take(4).unwrap();
        assert!(budget.take(7).is_none());
        let _second = budget.take(6).unwrap();
        assert!(budget.take(0).is_none());
        drop(first);
        assert!(budget.take(4).is_some());
    }

    #[test]
    fn one_entry_always_fits() {
        let budget = Budget::new(Limits::new(1, 10));
        let large = budget.take(1_000_000).unwrap();
        assert!(budget.take(0).is_none());
        drop(large);
        assert_eq!(budget.entries(), 0);
    }

    #[tokio::test]
    async fn whoever_waits_is_told_of_free_room() {
        let budget = Budget::new(Limits::new(1, 10));
        let waiter = Arc::new(Notify::new());
        let room = budget.take(1).unwrap();
        assert!(budget.take_or_wait(1, &waiter).is_none());
        drop(room);
        waiter.notified().await;
        assert!(budget.take_or_wait(1, &waiter).is_some());
    }
}
