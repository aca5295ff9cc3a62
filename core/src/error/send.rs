use std::{error::Error as StdError, fmt};

use super::Error;

/// Why an event was not confirmed, with what is needed to try again.
///
/// `T` is what was handed over: the event, or the envelope. `U` is the envelope, which repeats a send under its id.
pub enum SendError<T, U = T> {
    /// It surely did not leave: here it is again.
    NotSent(Box<NotSent<T>>),
    /// It may have arrived. Sending the envelope again repeats it under the same id.
    Undecided(Box<Undecided<U>>),
}

/// What was surely not sent.
#[non_exhaustive]
pub struct NotSent<T> {
    /// What was handed over, unchanged.
    pub value: T,
    /// Why it was not sent.
    pub error: Error,
}

/// What may have arrived.
#[non_exhaustive]
pub struct Undecided<U> {
    /// The envelope as it was sent.
    pub envelope: U,
    /// Why its fate is unknown.
    pub error: Error,
}

impl<T, U> SendError<T, U> {
    /// The error of a value that surely was not sent.
    pub fn not_sent(value: T, error: Error) -> Self {
        Self::NotSent(Box::new(NotSent { value, error }))
    }

    /// The error of an envelope that may have arrived.
    pub fn undecided(envelope: U, error: Error) -> Self {
        Self::Undecided(Box::new(Undecided { envelope, error }))
    }

    /// Why it was not confirmed.
    pub fn error(&self) -> &Error {
        match self {
            Self::NotSent(not_sent) => &not_sent.error,
            Self::Undecided(undecided) => &undecided.error,
        }
    }

    /// Why it was not confirmed, without what was sent.
    pub fn into_error(self) -> Error {
        match self {
            Self::NotSent(not_sent) => not_sent.error,
            Self::Undecided(undecided) => undecided.error,
        }
    }

    /// The value, if it surely was not sent.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::NotSent(not_sent) => Some(not_sent.value),
            Self::Undecided(_) => None,
        }
    }

    /// Whether it may have arrived.
    pub fn is_undecided(&self) -> bool {
        matches!(self, Self::Undecided(_))
    }
}

// None shows the value: bodies never reach a log.
impl<T> fmt::Debug for NotSent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotSent").field("error", &self.error).finish_non_exhaustive()
    }
}

impl<U> fmt::Debug for Undecided<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Undecided").field("error", &self.error).finish_non_exhaustive()
    }
}

impl<T, U> fmt::Debug for SendError<T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.verdict(), self.error())
    }
}

impl<T, U> fmt::Display for SendError<T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.verdict())
    }
}

impl<T, U> SendError<T, U> {
    fn verdict(&self) -> &'static str {
        match self {
            Self::NotSent(_) => "the event was not sent",
            Self::Undecided(_) => "the event may or may not have arrived",
        }
    }
}

impl<T, U> StdError for SendError<T, U> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.error())
    }
}
