use std::fmt;

use tidings_core::{Error, ErrorKind};
use tidings_wire::window::Blame;

/// Why a link or a connection does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) condition: Condition,
    /// What the peer or the system said.
    pub(crate) said: String,
}

/// What sort of fault it is, from the error conditions of AMQP 1.0 §2.8.15 to §2.8.19 where the peer named one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// The connection is gone, without a word or by an operator's decision.
    Gone,
    /// No answer in time.
    Silent,
    /// A right is missing.
    Unauthorized,
    /// What was addressed does not exist.
    NotFound,
    /// What was addressed is something else, or in another state.
    Illegal,
    /// What was addressed was deleted.
    Deleted,
    /// No room.
    Full,
    /// A message is greater than the link allows.
    TooLarge,
    /// Anything else that the peer complained of.
    Other,
}

impl Fault {
    pub(crate) fn new(condition: Condition, said: impl Into<String>) -> Self {
        Self { condition, said: said.into() }
    }

    pub(crate) fn gone(said: impl Into<String>) -> Self {
        Self::new(Condition::Gone, said)
    }

    /// Whom the end of a link or connection is blamed on.
    pub(crate) fn blame(&self) -> Blame {
        match self.condition {
            Condition::Illegal | Condition::TooLarge | Condition::Other => Blame::Somebody,
            Condition::Gone
            | Condition::Silent
            | Condition::Unauthorized
            | Condition::NotFound
            | Condition::Deleted
            | Condition::Full => Blame::Nobody,
        }
    }

    /// The error of an operation that met this fault.
    pub(crate) fn into_error(self, operation: &'static str) -> Error {
        let kind = match self.condition {
            Condition::Gone | Condition::Deleted => ErrorKind::Disconnected,
            Condition::Silent => ErrorKind::Timeout,
            Condition::Unauthorized => ErrorKind::Unauthorized,
            Condition::NotFound => ErrorKind::NotFound,
            Condition::Illegal => ErrorKind::Conflict,
            Condition::Full => ErrorKind::Full,
            Condition::TooLarge => ErrorKind::TooLarge,
            Condition::Other => ErrorKind::Rejected,
        };
        // An odd end may well be over at the next try, unless it is about what was asked for.
        let retryable = kind.is_transient() || self.condition == Condition::Other;
        let remedy = match self.condition {
            Condition::Unauthorized => Some("grant the user the right that the broker names"),
            _ => None,
        };
        let error = Error::new(kind, operation).with("broker", &self).with_retryable(retryable);
        match remedy {
            Some(remedy) => error.with_remedy(remedy),
            None => error,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}
