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

/// An error that several waiters are told.
pub fn again(error: &Error) -> Error {
    let mut copy = Error::new(error.kind(), error.operation().to_owned()).with_retryable(error.is_retryable());
    for (key, value) in error.context() {
        copy = copy.with(key, value);
    }
    if let Some(source) = std::error::Error::source(error) {
        copy = copy.with_source(source.to_string());
    }
    match error.remedy() {
        Some(remedy) => copy.with_remedy(remedy.to_owned()),
        None => copy,
    }
}
