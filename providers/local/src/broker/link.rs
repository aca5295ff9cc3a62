use std::{
    mem::take,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tidings_core::envelope::Parcel;
use tokio::sync::Notify;

use super::lock::lock;

/// What the senders and receivers of one connection share.
pub(crate) struct Link {
    id: u64,
    closed: AtomicBool,
    /// It works its queues off, and what its listeners leave is to be handed back.
    ending: AtomicBool,
    /// Offers that wait for room.
    waiting: AtomicUsize,
    receivers: AtomicUsize,
    progress: Notify,
    left: Mutex<Vec<Arc<dyn Parcel>>>,
}

impl Link {
    /// A link whose id is not 0, which stands for nobody.
    pub(crate) fn new(id: u64) -> Self {
        Self {
            id,
            closed: AtomicBool::new(false),
            ending: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
            receivers: AtomicUsize::new(0),
            progress: Notify::new(),
            left: Mutex::default(),
        }
    }

    #[inline]
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Refuses further offers; whether it did not before.
    pub(crate) fn close(&self) -> bool {
        self.end();
        !self.closed.swap(true, Ordering::AcqRel)
    }

    /// Has progress told from now on, and what its listeners leave kept.
    pub(crate) fn end(&self) {
        self.ending.store(true, Ordering::Release);
    }

    pub(crate) fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Acquire)
    }

    /// Whether no offer of this connection waits for room.
    pub(crate) fn is_idle(&self) -> bool {
        self.waiting.load(Ordering::Acquire) == 0
    }

    /// Whether every receiver of this connection has left its queue.
    pub(crate) fn is_without_receivers(&self) -> bool {
        self.receivers.load(Ordering::Acquire) == 0
    }

    /// Tells that an offer no longer waits, or a queue was worked off.
    pub(super) fn tell_progress(&self) {
        self.progress.notify_one();
    }

    /// Waits for the next progress; one that was told before and not yet awaited counts.
    pub(crate) async fn progress(&self) {
        self.progress.notified().await;
    }

    /// Keeps what its listeners left, until [`take_left`](Self::take_left).
    pub(crate) fn leave(&self, parcels: Vec<Arc<dyn Parcel>>) {
        lock(&self.left).extend(parcels);
    }

    pub(crate) fn take_left(&self) -> Vec<Arc<dyn Parcel>> {
        take(&mut lock(&self.left))
    }
}

/// Counts one waiting offer for as long as it lives.
pub(super) struct Waits(Arc<Link>);

impl Waits {
    pub(super) fn new(link: &Arc<Link>) -> Self {
        link.waiting.fetch_add(1, Ordering::AcqRel);
        Self(link.clone())
    }

    pub(super) fn is_of(&self, link: &Link) -> bool {
        self.0.id == link.id
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        if self.0.waiting.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.tell_progress();
        }
    }
}

/// Counts one receiver for as long as it may have something to put back.
pub(crate) struct Receives(Arc<Link>);

impl Receives {
    pub(crate) fn new(link: &Arc<Link>) -> Self {
        link.receivers.fetch_add(1, Ordering::AcqRel);
        Self(link.clone())
    }
}

impl Drop for Receives {
    fn drop(&mut self) {
        if self.0.receivers.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.tell_progress();
        }
    }
}
