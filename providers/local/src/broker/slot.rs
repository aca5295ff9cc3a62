use std::{collections::VecDeque, task::Waker};

use super::{after::After, entry::Entry};

/// A receiver's place at its queue.
pub(super) struct Slot {
    pub(super) id: u64,
    /// The connection that it belongs to.
    pub(super) link: u64,
    pub(super) credit: u32,
    /// What was dealt to it while it shares the queue with others; never more than its credit was.
    pub(super) inbox: VecDeque<Entry>,
    waker: Option<Waker>,
}

impl Slot {
    pub(super) fn new(id: u64, link: u64) -> Self {
        Self { id, link, credit: 0, inbox: VecDeque::new(), waker: None }
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
}
