use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tokio::sync::watch;

/// Which queues are received from right now, by full name: senders to volatile queues come and go with their receivers.
#[derive(Debug, Default)]
pub(crate) struct Presence(Mutex<HashMap<String, watch::Sender<bool>>>);

impl Presence {
    /// A queue is received from, or no longer.
    pub(crate) fn set(&self, queue: &str, is_there: bool) {
        self.with(queue, |entry| entry.send_replace(is_there));
    }

    /// Whether a queue is received from.
    pub(crate) fn is_there(&self, queue: &str) -> bool {
        self.with(queue, |entry| *entry.borrow())
    }

    /// Follows a queue.
    pub(crate) fn watch(&self, queue: &str) -> watch::Receiver<bool> {
        self.with(queue, |entry| entry.subscribe())
    }

    /// Waits until a queue that is there is there no more. One that this process does not receive from is another's.
    pub(crate) async fn gone(mut watch: watch::Receiver<bool>) {
        if watch.wait_for(|there| *there).await.is_ok() {
            // An error is the end of the registry, and so of everything.
            drop(watch.wait_for(|there| !*there).await);
        }
    }

    fn with<T>(&self, queue: &str, look: impl FnOnce(&watch::Sender<bool>) -> T) -> T {
        // A flag per queue: nothing that a panic could leave half way.
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        look(entries.entry(queue.to_owned()).or_insert_with(|| watch::channel(false).0))
    }
}
