use std::sync::Arc;

use tidings_core::envelope::Parcel;

/// One event in one queue: two words and a number, without padding, since copying a lone flag costs more than the rest.
pub(crate) struct Entry {
    parcel: Arc<dyn Parcel>,
    /// Twice its place, plus one if it is marked redelivered.
    place: u64,
}

impl Entry {
    #[inline]
    pub(super) fn new(parcel: Arc<dyn Parcel>, place: u64) -> Self {
        Self { parcel, place: place << 1 }
    }

    /// The place in the queue to which it returns.
    #[inline]
    pub(super) fn place(&self) -> u64 {
        self.place >> 1
    }

    #[inline]
    pub(crate) fn parcel(&self) -> &Arc<dyn Parcel> {
        &self.parcel
    }

    pub(super) fn into_parcel(self) -> Arc<dyn Parcel> {
        self.parcel
    }

    /// Whether a receiver that had it went away without a word.
    #[inline]
    pub(crate) fn is_redelivered(&self) -> bool {
        self.place & 1 == 1
    }

    pub(crate) fn mark_redelivered(&mut self) {
        self.place |= 1;
    }
}
