use std::{sync::Arc, task::Waker};

use tidings_core::{
    envelope::Parcel,
    provider::{Outcome, Ticket},
};

use super::{
    entry::Entry,
    link::{Link, Waits},
};

/// What has to happen once the lock is released: a waker runs foreign code, and so does the `Drop` of an event.
///
/// It happens when this is dropped, so that nobody can forget it.
#[derive(Default)]
#[must_use = "what it holds happens when it is dropped, which is after the lock is released"]
pub(crate) struct After {
    dropped: Option<Arc<dyn Parcel>>,
    waker: Option<Waker>,
    // Apart, since every event makes one of these and has nothing of this.
    rare: Option<Box<Rare>>,
}

/// What mostly does not have to happen, or not more than once.
#[derive(Default)]
struct Rare {
    dropped: Vec<Arc<dyn Parcel>>,
    told: Vec<(Ticket, Option<Outcome>, Waits)>,
    wakers: Vec<Waker>,
    forgotten: Option<Waker>,
    progress: Option<Arc<Link>>,
}

impl After {
    #[inline]
    pub(super) fn wake(&mut self, waker: Waker) {
        if let Some(first) = self.waker.replace(waker) {
            self.rare().wakers.push(first);
        }
    }

    /// Takes a waker that was replaced; one poll replaces one at most.
    pub(super) fn forget(&mut self, waker: Option<Waker>) {
        if waker.is_some() {
            self.rare().forgotten = waker;
        }
    }

    /// Tells a connection that ends of its progress; one receiver makes progress at a time.
    pub(super) fn tell_progress(&mut self, link: Arc<Link>) {
        self.rare().progress = Some(link);
    }

    /// Tells a sender the outcome; `None` to one that took its event back.
    pub(super) fn tell(&mut self, ticket: Ticket, outcome: Option<Outcome>, waits: Waits) {
        self.rare().told.push((ticket, outcome, waits));
    }

    /// Drops what nobody will get.
    pub(super) fn drop_parcel(&mut self, parcel: Arc<dyn Parcel>) {
        if let Some(first) = self.dropped.replace(parcel) {
            self.rare().dropped.push(first);
        }
    }

    pub(super) fn drop_entries(&mut self, entries: impl IntoIterator<Item = Entry>) {
        entries.into_iter().for_each(|entry| self.drop_parcel(entry.into_parcel()));
    }

    #[cold]
    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }
}

impl Drop for After {
    #[inline]
    fn drop(&mut self) {
        // First, so that a sender that learns its outcome finds its parcel no longer held here.
        self.dropped = None;
        if let Some(rare) = self.rare.take() {
            rare.happen();
        }
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl Rare {
    #[cold]
    fn happen(mut self) {
        self.dropped.clear();
        for (ticket, outcome, waits) in self.told {
            match outcome {
                Some(outcome) => ticket.complete(outcome),
                None => drop(ticket),
            }
            drop(waits);
        }
        self.wakers.into_iter().for_each(Waker::wake);
        if let Some(link) = self.progress {
            link.tell_progress();
        }
    }
}
