use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::view::{Deliveries, Sent};

/// A number that only grows. Its own line of memory is not worth what it would cost: counters of one event are written
/// by those who send it.
#[derive(Debug, Default)]
struct Count(AtomicU64);

impl Count {
    #[inline]
    fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Release);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

/// Counts the sends of one event through one provider. What is undecided is what has no other fate yet, so it is not
/// counted.
#[derive(Debug, Default)]
pub struct SentCount {
    sent: Count,
    confirmed: Count,
    unheard: Count,
    failed: Count,
}

impl SentCount {
    /// A send was begun.
    #[inline]
    pub fn sent(&self) {
        self.sent.add(1);
    }

    /// The provider has taken responsibility.
    #[inline]
    pub fn confirmed(&self) {
        self.confirmed.add(1);
    }

    /// The provider has taken responsibility, and nobody listens.
    pub fn unheard(&self) {
        self.confirmed.add(1);
        self.unheard.add(1);
    }

    /// It surely did not leave.
    pub fn failed(&self) {
        self.failed.add(1);
    }

    pub(super) fn view(&self) -> Sent {
        // What ends is read before what begins, so that no end is ever seen without its beginning.
        let (unheard, confirmed, failed) = (self.unheard.get(), self.confirmed.get(), self.failed.get());
        let sent = self.sent.get();
        // More ends than beginnings break the law, which must show and not wrap.
        let undecided = sent.saturating_sub(confirmed.saturating_add(failed));
        Sent { sent, confirmed, unheard, failed, undecided }
    }
}

/// Counts the deliveries of one listener. What is in flight is what has not ended yet, so it is not counted.
#[derive(Debug, Default)]
pub struct DeliveryCount {
    received: Count,
    ends: Ends,
    duplicates: Count,
    inline: Ends,
    astray: AtomicBool,
}

/// Counts how deliveries ended.
#[derive(Debug, Default)]
pub struct Ends {
    accepted: Count,
    retried: Count,
    dead_lettered: Count,
    returned: Count,
}

impl Ends {
    /// One was handled, and is settled.
    #[inline]
    pub fn accepted(&self) {
        self.accepted.add(1);
    }

    /// A copy of one was confirmed, for another attempt.
    pub fn retried(&self) {
        self.retried.add(1);
    }

    /// One lies among the dead letters.
    pub fn dead_lettered(&self) {
        self.dead_lettered.add(1);
    }

    /// Some are the broker's again, or their sender's.
    pub fn returned(&self, n: u64) {
        self.returned.add(n);
    }

    /// The numbers; nothing is in flight of what is counted only here.
    fn view(&self) -> Deliveries {
        let view = Deliveries {
            accepted: self.accepted.get(),
            retried: self.retried.get(),
            dead_lettered: self.dead_lettered.get(),
            returned: self.returned.get(),
            ..Deliveries::default()
        };
        Deliveries { received: view.ended(), ..view }
    }
}

impl DeliveryCount {
    /// Deliveries came.
    #[inline]
    pub fn received(&self, n: u64) {
        self.received.add(n);
    }

    /// Those that came where their event was sent, and are counted once they have ended: what their sender drops before
    /// is no delivery.
    #[inline]
    pub fn inline(&self) -> &Ends {
        &self.inline
    }

    /// How the others ended.
    #[inline]
    pub fn ends(&self) -> &Ends {
        &self.ends
    }

    /// One was known to have been handled before, and is settled.
    pub fn duplicate(&self) {
        self.ends.accepted();
        self.duplicates.add(1);
    }

    /// Compares what was counted with how many really are unsettled; whether it is the first time that they differ.
    ///
    /// Only whoever counts may ask, since others would see it between two numbers.
    pub fn differs(&self, unsettled: u64) -> bool {
        let right = self.received.get().checked_sub(self.ends.view().ended()) == Some(unsettled);
        !right && !self.astray.swap(true, Ordering::AcqRel)
    }

    /// Whether the numbers once differed from the truth.
    pub(super) fn is_astray(&self) -> bool {
        self.astray.load(Ordering::Acquire)
    }

    pub(super) fn view(&self) -> Deliveries {
        let (duplicates, view) = (self.duplicates.get(), self.ends.view());
        // Last, as with what was sent.
        let received = self.received.get();
        let in_flight = received.saturating_sub(view.ended());
        Deliveries { received, duplicates, in_flight, ..view } + self.inline.view()
    }
}
