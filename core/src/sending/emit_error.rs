use std::{error::Error as StdError, fmt};

use super::{SendError, SharedEnvelope};
use crate::error::Error;

/// Why data was not emitted.
#[derive(Debug)]
#[non_exhaustive]
pub enum EmitError {
    /// It could not become an envelope.
    Invalid(Error),
    /// The envelope was not confirmed.
    Send(SendError<SharedEnvelope>),
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(_) => f.write_str("the event was not sent"),
            Self::Send(error) => error.fmt(f),
        }
    }
}

impl StdError for EmitError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            Self::Send(error) => error.source(),
        }
    }
}
