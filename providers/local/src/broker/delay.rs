use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
    sync::Arc,
    time::Duration,
};

use tidings_core::envelope::Parcel;
use tokio::time::Instant;

/// When an event that is held back for `delay` from now is due.
pub(crate) fn due_in(delay: Duration) -> Instant {
    // What no clock can express is as good as thirty years.
    const FAR: Duration = Duration::from_secs(30 * 365 * 86_400);
    let now = Instant::now();
    now.checked_add(delay.min(FAR)).unwrap_or(now)
}

/// Events that are held back, by the time at which they are due; of two due at one time the first offered comes first.
#[derive(Default)]
pub(super) struct Delayed {
    heap: BinaryHeap<Reverse<Late>>,
    offered: u64,
}

struct Late {
    due: Instant,
    nth: u64,
    parcel: Arc<dyn Parcel>,
}

impl Delayed {
    /// Holds an event back; whether it is the next that is due.
    pub(super) fn push(&mut self, due: Instant, parcel: Arc<dyn Parcel>) -> bool {
        let is_next = self.next_due().is_none_or(|next| due < next);
        self.heap.push(Reverse(Late { due, nth: self.offered, parcel }));
        self.offered += 1;
        is_next
    }

    pub(super) fn next_due(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse(late)| late.due)
    }

    pub(super) fn pop_due(&mut self, now: Instant) -> Option<Arc<dyn Parcel>> {
        if self.next_due()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse(late)| shown_without_delay(late.parcel))
    }

    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// Everything, in the order in which it would be due.
    pub(super) fn into_parcels(self) -> impl Iterator<Item = Arc<dyn Parcel>> {
        let sorted = self.heap.into_sorted_vec();
        sorted.into_iter().rev().map(|Reverse(late)| late.parcel)
    }
}

/// A delivery shows no delay, as on a broker, where it does not travel: what is made of it (a retry, a dead letter, the
/// event sent on) is not held back once more.
fn shown_without_delay(mut parcel: Arc<dyn Parcel>) -> Arc<dyn Parcel> {
    if parcel.envelope().delay().is_none() {
        return parcel;
    }
    match Arc::get_mut(&mut parcel) {
        Some(sole) => {
            sole.envelope_mut().head_mut().set_delay(None);
            parcel
        }
        None => parcel.copy(|head| head.set_delay(None)),
    }
}

impl Ord for Late {
    fn cmp(&self, other: &Self) -> Ordering {
        self.due.cmp(&other.due).then(self.nth.cmp(&other.nth))
    }
}

impl PartialOrd for Late {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Late {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Late {}
