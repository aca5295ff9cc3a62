use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::sender::LinkedSender;

/// So many senders more than were held are let be before it is looked again which of them nobody holds.
const AT_LEAST: usize = 32;

/// The senders of a connection, by the name of where they send. Names may come from outside and never end, and each sender
/// has a link of its own: those that nobody holds are let go of.
#[derive(Default)]
pub(super) struct Senders(Mutex<State>);

#[derive(Default)]
struct State {
    by_name: BTreeMap<String, Arc<LinkedSender>>,
    /// When there are more than these, it is looked again.
    enough: usize,
}

impl Senders {
    /// The sender of this name, a new one if there is none.
    pub(super) fn get_or_insert(&self, name: &str, make: impl FnOnce() -> LinkedSender) -> Arc<LinkedSender> {
        let mut state = self.lock();
        if let Some(sender) = state.by_name.get(name) {
            return sender.clone();
        }
        if state.by_name.len() >= state.enough {
            state.retire();
        }
        let sender = Arc::new(make());
        state.by_name.insert(name.to_owned(), sender.clone());
        sender
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<Arc<LinkedSender>> {
        self.lock().by_name.values().cloned().collect()
    }

    // A map of finished entries: a panic elsewhere leaves it whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Lets go of the senders that nobody holds and that have nothing left to send.
    fn retire(&mut self) {
        self.by_name.retain(|_, sender| {
            // Clones are made of those in the map alone, and it is locked.
            let is_wanted = Arc::strong_count(sender) > 1 || !sender.outbox.is_empty();
            if !is_wanted {
                sender.outbox.retire();
            }
            is_wanted
        });
        // A part of them, so that many that are held are not looked through for each new one.
        self.enough = self.by_name.len() + AT_LEAST.max(self.by_name.len() / 8);
    }
}
