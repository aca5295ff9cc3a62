use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tidings_core::{envelope::Parcel, id::EventId};

use super::lock::lock;

/// The dead letters of one listener, oldest first.
pub(crate) struct DeadLetters {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    letters: VecDeque<Letter>,
    next: u64,
}

struct Letter {
    nth: u64,
    parcel: Arc<dyn Parcel>,
    /// Somebody decides about it: nobody else sees it.
    held: bool,
}

impl DeadLetters {
    pub(crate) fn new() -> Self {
        Self { state: Mutex::default() }
    }

    /// Keeps a dead letter, unless there are `capacity`.
    pub(crate) fn push(&self, parcel: Arc<dyn Parcel>, capacity: usize) -> Result<(), Arc<dyn Parcel>> {
        let mut state = lock(&self.state);
        if state.letters.len() >= capacity {
            return Err(parcel);
        }
        let nth = state.next;
        state.next += 1;
        state.letters.push_back(Letter { nth, parcel, held: false });
        Ok(())
    }

    /// The oldest `limit` that nobody holds.
    pub(crate) fn list(&self, limit: usize) -> Vec<Arc<dyn Parcel>> {
        let state = lock(&self.state);
        state.letters.iter().filter(|letter| !letter.held).take(limit).map(|letter| letter.parcel.clone()).collect()
    }

    /// Holds the oldest of this id.
    pub(crate) fn hold(&self, id: &EventId) -> Option<(u64, Arc<dyn Parcel>)> {
        let mut state = lock(&self.state);
        let letter = state.letters.iter_mut().find(|letter| !letter.held && letter.parcel.envelope().id() == id)?;
        letter.held = true;
        Some((letter.nth, letter.parcel.clone()))
    }

    /// Removes one that is held.
    pub(crate) fn remove(&self, nth: u64) {
        let mut state = lock(&self.state);
        let removed = state.position(nth).and_then(|at| state.letters.remove(at));
        drop(state);
        // After the lock, since the event's own `Drop` runs here.
        drop(removed);
    }

    /// Shows one that was held again.
    pub(crate) fn release(&self, nth: u64) {
        let mut state = lock(&self.state);
        if let Some(at) = state.position(nth) {
            state.letters[at].held = false;
        }
    }

    pub(crate) fn len(&self) -> usize {
        lock(&self.state).letters.len()
    }
}

impl State {
    fn position(&self, nth: u64) -> Option<usize> {
        self.letters.binary_search_by_key(&nth, |letter| letter.nth).ok()
    }
}
