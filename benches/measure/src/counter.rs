use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::Notify;

/// Counts what listeners handled, and tells when so many are reached.
#[derive(Clone, Debug, Default)]
pub struct Counter(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    handled: AtomicU64,
    awaited: AtomicU64,
    reached: Notify,
}

impl Counter {
    /// One was handled.
    pub fn count(&self) {
        let handled = self.0.handled.fetch_add(1, Ordering::AcqRel) + 1;
        if handled == self.0.awaited.load(Ordering::Acquire) {
            self.0.reached.notify_one();
        }
    }

    /// Awaits so many more than have been counted by now, from what follows on.
    pub fn expect(&self, events: u64) -> Expected<'_> {
        let goal = self.0.handled.load(Ordering::Acquire) + events;
        self.0.awaited.store(goal, Ordering::Release);
        Expected { counter: self, goal }
    }
}

/// Events that are awaited.
#[derive(Debug)]
#[must_use]
pub struct Expected<'a> {
    counter: &'a Counter,
    goal: u64,
}

impl Expected<'_> {
    /// Returns when the last of them was handled.
    pub async fn reached(self) {
        while self.counter.0.handled.load(Ordering::Acquire) < self.goal {
            self.counter.0.reached.notified().await;
        }
    }
}
