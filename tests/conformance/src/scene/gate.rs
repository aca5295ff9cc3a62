use std::sync::Arc;

use tokio::sync::watch;

/// Holds listeners until it is opened.
#[derive(Clone)]
pub(crate) struct Gate(Arc<watch::Sender<bool>>);

impl Gate {
    pub(crate) fn closed() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    pub(crate) fn open(&self) {
        self.0.send_replace(true);
    }

    pub(crate) async fn pass(&self) {
        // The sender lives as long as this call.
        drop(self.0.subscribe().wait_for(|open| *open).await);
    }
}
