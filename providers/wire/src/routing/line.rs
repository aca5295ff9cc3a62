use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use tokio::sync::Notify;

use super::directory::Place;
use crate::supervisor::Epoch;

/// What is known of who gets what is sent to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// Nothing in this epoch: whoever sends waits until somebody has asked.
    Nothing,
    /// Somebody does.
    Heard,
    /// Nobody does.
    Unheard,
    /// It cannot be known.
    Unsure,
}

/// What is known of one place, for the sender to it.
#[derive(Debug)]
pub(crate) struct Line {
    pub(super) place: Place,
    // The epoch and what is known in it, in one word: what an older epoch knew counts for nothing in the next.
    known: AtomicU64,
    used: AtomicBool,
    wanted: AtomicBool,
    changed: Notify,
    asks: Arc<Notify>,
}

/// How far the epoch is moved to make room for what is known.
const BITS: u32 = 2;

impl Line {
    pub(super) fn new(place: Place, asks: Arc<Notify>) -> Self {
        Self {
            place,
            known: AtomicU64::new(0),
            used: AtomicBool::new(false),
            wanted: AtomicBool::new(false),
            changed: Notify::new(),
            asks,
        }
    }

    /// What is known in this epoch, by somebody who is about to send.
    #[inline]
    pub(crate) fn look(&self, epoch: Epoch) -> Known {
        if !self.used.load(Ordering::Relaxed) {
            self.used.store(true, Ordering::Relaxed);
        }
        self.known(epoch)
    }

    /// What is known in this epoch.
    #[inline]
    pub(crate) fn known(&self, epoch: Epoch) -> Known {
        let word = self.known.load(Ordering::Acquire);
        match (word >> BITS == epoch.0, word & 0b11) {
            (true, 1) => Known::Heard,
            (true, 2) => Known::Unheard,
            (true, 3) => Known::Unsure,
            _ => Known::Nothing,
        }
    }

    /// Waits until something is known in this epoch, and has it asked. Cancel safe.
    pub(crate) async fn asked(&self, epoch: Epoch) {
        loop {
            let changed = self.changed.notified();
            if self.known(epoch) != Known::Nothing {
                return;
            }
            self.wanted.store(true, Ordering::Release);
            self.asks.notify_one();
            changed.await;
        }
    }

    pub(crate) fn set(&self, epoch: Epoch, known: Known) {
        self.known.store(epoch.0 << BITS | known as u64, Ordering::Release);
        self.changed.notify_waiters();
    }

    /// Has everybody who waits say so again, in a new epoch.
    pub(super) fn wake(&self) {
        self.changed.notify_waiters();
    }

    /// Whether somebody began to wait for an answer since this was last asked.
    pub(super) fn is_wanted(&self) -> bool {
        self.wanted.swap(false, Ordering::AcqRel)
    }

    /// Whether somebody looked since this was last asked.
    pub(super) fn was_used(&self) -> bool {
        self.used.swap(false, Ordering::Relaxed)
    }
}
