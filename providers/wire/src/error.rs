//! Errors that every networked provider has.

use tidings_core::{Error, ErrorKind};

/// The connection, or what was asked of it, is closed.
pub fn closed(operation: &'static str) -> Error {
    Error::new(ErrorKind::Closed, operation)
}

/// There is no room in the send window.
pub(crate) fn full() -> Error {
    Error::new(ErrorKind::Full, "send an event").with_remedy("wait for confirmations, or enlarge the send window")
}
