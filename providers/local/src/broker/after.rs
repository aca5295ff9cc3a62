use std::{sync::Arc, task::Waker};

use smallvec::SmallVec;
use tidings_core::{
    envelope::Parcel,
    provider::{Outcome, Ticket},
};

use super::{
    entry::Entry,
    link::{Link, Waits},
};

type Told = (Ticket, Option<Outcome>, Waits);

/// What has to happen once the lock is released: a waker runs foreign code, and so does the `Drop` of an event.
///
/// It happens when this is dropped, so that nobody can forget it.
#[derive(Default)]
#[must_use = "what it holds happens when it is dropped, which is after the lock is released"]
pub(crate) struct After {
    wakers: SmallVec<[Waker; 2]>,
    told: Vec<Told>,
    dropped: SmallVec<[Arc<dyn Parcel>; 1]>,
    forgotten: Option<Waker>,
    progress: Option<Arc<Link>>,
}

impl After {
    #[inline]
    pub(super) fn wake(&mut self, waker: Waker) {
        self.wakers.push(waker);
    }

    /// Takes a waker that was replaced; one poll replaces one at most.
    pub(super) fn forget(&mut self, waker: Option<Waker>) {
        self.forgotten = waker;
    }

    /// Tells a connection that ends of its progress; one receiver makes progress at a time.
    pub(super) fn tell_progress(&mut self, link: Arc<Link>) {
        self.progress = Some(link);
    }

    /// Tells a sender the outcome; `None` to one that took its event back.
    pub(super) fn tell(&mut self, ticket: Ticket, outcome: Option<Outcome>, waits: Waits) {
        self.told.push((ticket, outcome, waits));
    }

    /// Drops what nobody will get.
    pub(super) fn drop_parcel(&mut self, parcel: Arc<dyn Parcel>) {
        self.dropped.push(parcel);
    }

    pub(super) fn drop_entries(&mut self, entries: impl IntoIterator<Item = Entry>) {
        self.dropped.extend(entries.into_iter().map(Entry::into_parcel));
    }
}

impl Drop for After {
    #[inline]
    fn drop(&mut self) {
        // First, so that a sender that learns its outcome finds its parcel no longer held here.
        if !self.dropped.is_empty() {
            self.dropped.clear();
        }
        if !self.told.is_empty() {
            tell(std::mem::take(&mut self.told));
        }
        if !self.wakers.is_empty() {
            self.wakers.drain(..).for_each(Waker::wake);
        }
        if let Some(link) = self.progress.take() {
            link.tell_progress();
        }
    }
}

fn tell(told: Vec<Told>) {
    for (ticket, outcome, waits) in told {
        match outcome {
            Some(outcome) => ticket.complete(outcome),
            None => drop(ticket),
        }
        drop(waits);
    }
}
