use crate::{error::Error, sending::SharedEnvelope};

/// What a shutdown could not bring to its end, before anybody has counted.
pub(super) struct Unfinished {
    pub(super) errors: Vec<Error>,
    pub(super) undelivered: Vec<SharedEnvelope>,
}

impl Unfinished {
    /// The same for another who asks.
    pub(super) fn again(&self) -> Self {
        Self { errors: self.errors.iter().map(Error::again).collect(), undelivered: self.undelivered.clone() }
    }
}
