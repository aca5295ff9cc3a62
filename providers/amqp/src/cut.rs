//! Ends a connection without a word.

use std::sync::{Arc, OnceLock};

use tidings_wire::link::Fault;
use tokio::sync::Notify;

/// Ends one connection as if it had broken, which is what the broker counts: a delivery of a link that is left, or of a
/// connection that is closed, is given again uncounted.
#[derive(Clone, Default)]
pub(crate) struct Cut(Arc<Inner>);

#[derive(Default)]
struct Inner {
    why: OnceLock<Fault>,
    made: Notify,
}

impl Cut {
    /// Cuts the connection; the first reason stands.
    pub(crate) fn make(&self, why: Fault) {
        // Another one cut it before.
        let _ = self.0.why.set(why);
        self.0.made.notify_one();
    }

    /// Waits until it is made; for one only. Cancel safe.
    pub(crate) async fn made(&self) {
        self.0.made.notified().await;
    }

    /// Why it was made, if it was.
    pub(crate) fn why(&self) -> Option<Fault> {
        self.0.why.get().cloned()
    }
}
