use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use tidings_core::Error;

/// What a peer said when it ended a connection, for whoever wonders why a login failed.
///
/// With TLS 1.3 a broker that wants a client certificate says so only after the connection is open to the client.
#[derive(Clone, Default)]
pub struct Parting(Arc<Mutex<Option<Error>>>);

impl Parting {
    /// Notes what was said; the first word counts.
    pub fn note(&self, error: impl FnOnce() -> Error) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.get_or_insert_with(error);
    }

    /// Takes what was said.
    pub fn take(&self) -> Option<Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for Parting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parting(..)")
    }
}
