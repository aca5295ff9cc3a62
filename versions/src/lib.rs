//! Which copies of `tidings-core` a program holds.
//!
//! Two versions of a library can be linked into one program without a word. Listeners that are annotated with one are not
//! seen by a manager of the other, so their events would be lost in silence. Every version of `tidings-core` enters itself
//! here, and refuses to work beside another.
//!
//! Invariant: this crate never breaks compatibility. Two versions of it would not see each other's entries.

use linkme::distributed_slice;

/// The copies of `tidings-core` in this program.
#[distributed_slice]
pub static COPIES: [Entry];

/// A copy of `tidings-core`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Its version.
    pub version: &'static str,
}

impl Entry {
    /// The entry of this version.
    pub const fn new(version: &'static str) -> Self {
        Self { version }
    }
}
