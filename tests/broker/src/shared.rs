use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Error;

/// One broker of a kind for all tests of a process, started by the first caller.
pub(crate) struct Shared<B: 'static> {
    broker: OnceLock<Result<B, Error>>,
    told: AtomicBool,
}

impl<B: Send + Sync> Shared<B> {
    pub(crate) const fn new() -> Self {
        Self { broker: OnceLock::new(), told: AtomicBool::new(false) }
    }

    /// `start` blocks. When it fails, the first caller gets the whole story, every later one its first line.
    pub(crate) async fn get(
        &'static self,
        start: impl FnOnce() -> Result<B, Error> + Send + 'static,
    ) -> Result<&'static B, Error> {
        let begun = tokio::task::spawn_blocking(|| self.broker.get_or_init(start).as_ref());
        let shared =
            begun.await.map_err(|cause| Error::new(format!("starting the shared broker ended early: {cause}")))?;
        shared.map_err(|error| {
            if self.told.swap(true, Ordering::Relaxed) {
                Error::new(format!("{} (the first test that asked says more)", error.headline()))
            } else {
                error.clone()
            }
        })
    }
}
