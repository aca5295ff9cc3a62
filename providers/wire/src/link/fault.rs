use std::fmt;

use crate::window::Blame;
use tidings_core::{Error, ErrorKind};

/// Why a link or a connection does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What sort of fault it is.
    pub condition: Condition,
    /// What the peer or the system said.
    pub said: String,
}

/// What sort of fault it is, as far as the peer named one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
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
    /// What was addressed gives what belongs to somebody else: nothing may be taken from it.
    Foreign,
    /// What was addressed was deleted.
    Deleted,
    /// No room.
    Full,
    /// A message is greater than the link allows.
    TooLarge,
    /// The peer refused and hides why.
    Unexplained,
    /// Anything else that the peer complained of.
    Other,
}

impl Fault {
    /// A fault of a sort, and what was said.
    pub fn new(condition: Condition, said: impl Into<String>) -> Self {
        Self { condition, said: said.into() }
    }

    /// The connection is gone.
    pub fn gone(said: impl Into<String>) -> Self {
        Self::new(Condition::Gone, said)
    }

    /// Whom the end of a link or connection is blamed on.
    pub fn blame(&self) -> Blame {
        match self.condition {
            Condition::Illegal | Condition::TooLarge | Condition::Unexplained | Condition::Other => Blame::Somebody,
            Condition::Gone
            | Condition::Silent
            | Condition::Unauthorized
            | Condition::NotFound
            | Condition::Deleted
            | Condition::Foreign
            | Condition::Full => Blame::Nobody,
        }
    }

    /// The error of an operation that met this fault.
    pub fn into_error(self, operation: &'static str) -> Error {
        let kind = match self.condition {
            Condition::Gone | Condition::Deleted => ErrorKind::Disconnected,
            Condition::Silent => ErrorKind::Timeout,
            Condition::Unauthorized => ErrorKind::Unauthorized,
            Condition::NotFound => ErrorKind::NotFound,
            Condition::Illegal | Condition::Foreign => ErrorKind::Conflict,
            Condition::Full => ErrorKind::Full,
            Condition::TooLarge => ErrorKind::TooLarge,
            Condition::Unexplained | Condition::Other => ErrorKind::Rejected,
        };
        // An odd end may well be over at the next try, unless it is about what was asked for.
        let retryable = kind.is_transient() || matches!(self.condition, Condition::Unexplained | Condition::Other);
        let remedy = match self.condition {
            Condition::Unauthorized => Some("grant the user the right that the broker names"),
            Condition::Illegal => {
                Some("what is there is something else: remove it, or declare event and listener as it was made for")
            }
            Condition::Foreign => {
                Some("rename the listener, or use `QueueNaming::Qualified`: queue names are global on the broker")
            }
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
