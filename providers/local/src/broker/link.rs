use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use tokio::sync::Notify;

/// What the senders and receivers of one connection share.
pub(crate) struct Link {
    id: u64,
    closed: AtomicBool,
    waiting: AtomicUsize,
    idle: Notify,
}

impl Link {
    /// A link whose id is not 0, which stands for nobody.
    pub(crate) fn new(id: u64) -> Self {
        Self { id, closed: AtomicBool::new(false), waiting: AtomicUsize::new(0), idle: Notify::new() }
    }

    #[inline]
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Refuses further offers.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// Whether no offer of this connection waits for room.
    pub(crate) fn is_idle(&self) -> bool {
        self.waiting.load(Ordering::Acquire) == 0
    }

    /// Waits until the last waiting offer has left.
    pub(crate) async fn idle(&self) {
        self.idle.notified().await;
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
            self.0.idle.notify_one();
        }
    }
}
