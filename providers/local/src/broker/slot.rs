use std::{collections::VecDeque, sync::Arc, task::Waker};

use super::{after::After, entry::Entry, link::Link};

/// A receiver's place at its queue.
pub(super) struct Slot {
    pub(super) id: u64,
    /// The connection that it belongs to.
    pub(super) link: Arc<Link>,
    pub(super) credit: u32,
    /// It waits, and has settled all that it was given.
    idle: bool,
    /// What was dealt to it while it shares the queue with others; never more than its credit was.
    pub(super) inbox: VecDeque<Entry>,
    waker: Option<Waker>,
}

impl Slot {
    pub(super) fn new(id: u64, link: Arc<Link>) -> Self {
        Self { id, link, credit: 0, idle: true, inbox: VecDeque::new(), waker: None }
    }

    /// Wakes the receiver if it waits and may be given something.
    #[inline]
    pub(super) fn wake(&mut self, after: &mut After) {
        if let Some(waker) = self.waker.take() {
            after.wake(waker);
        }
    }

    /// Has the receiver woken when something comes.
    pub(super) fn wait(&mut self, waker: &Waker, after: &mut After) {
        if self.waker.as_ref().is_none_or(|known| !known.will_wake(waker)) {
            after.forget(self.waker.replace(waker.clone()));
        }
    }

    /// Whether nothing of the queue is with this receiver.
    pub(super) fn is_idle(&self) -> bool {
        self.idle && self.inbox.is_empty()
    }

    pub(super) fn set_idle(&mut self, idle: bool, after: &mut After) {
        self.idle = idle;
        if idle && self.link.is_ending() {
            after.tell_progress(self.link.clone());
        }
    }
}
