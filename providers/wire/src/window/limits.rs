/// The bounds of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The most entries; default 1,000.
    pub entries: usize,
    /// The most bytes of all entries together; default 64 MiB. A single entry may be greater.
    pub bytes: usize,
}

impl Limits {
    /// Bounds of a window.
    pub const fn new(entries: usize, bytes: usize) -> Self {
        Self { entries, bytes }
    }

    /// Whether an entry of `more` bytes fits; one always does if there is none.
    pub(super) fn admit(&self, entries: usize, bytes: usize, more: usize) -> bool {
        entries == 0 || (entries < self.entries && bytes.saturating_add(more) <= self.bytes)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new(1_000, 64 * 1024 * 1024)
    }
}

/// The window has no room; here is the entry again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full<T>(pub T);
