use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::sending::SharedEnvelope;

/// The dead letters that were confirmed, by the name of their queue.
#[derive(Default)]
pub(super) struct Letters(Mutex<BTreeMap<String, Vec<SharedEnvelope>>>);

impl Letters {
    /// Looks at those of one queue, or changes them.
    pub(super) fn of<T>(&self, queue: &str, change: impl FnOnce(&mut Vec<SharedEnvelope>) -> T) -> T {
        let mut letters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(letters.entry(queue.to_owned()).or_default())
    }
}
