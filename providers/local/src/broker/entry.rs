use std::sync::Arc;

use tidings_core::envelope::Parcel;

/// One event in one queue.
pub(crate) struct Entry {
    /// Its place in the queue, to which it returns.
    pub(crate) place: u64,
    pub(crate) parcel: Arc<dyn Parcel>,
    /// Whether a receiver that had it went away without a word.
    pub(crate) redelivered: bool,
}
