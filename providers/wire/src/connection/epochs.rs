use std::{future::Future, sync::Arc, time::Duration};

use tidings_core::{Error, ErrorKind};
use tokio::time::{Instant, timeout};

use super::{
    epoch::{Epoch, Now, next},
    shared::Shared,
};
use crate::{awake, error, link::Links, supervisor::Epoch as Number};

/// The connection in all its lives, for what is done over whichever one lasts.
pub(crate) struct Epochs<L> {
    pub(crate) now: Now<L>,
    pub(crate) shared: Arc<Shared>,
}

impl<L: Links> Epochs<L> {
    /// Waits for a connection as long as a start may take.
    pub(crate) async fn any(&self, operation: &'static str) -> Result<Arc<Epoch<L>>, Error> {
        self.after(operation, None).await
    }

    /// The same for another one than this, which is lost.
    async fn after(&self, operation: &'static str, last: Option<Number>) -> Result<Arc<Epoch<L>>, Error> {
        let limit = self.shared.limits.start_timeout;
        match timeout(limit, next(&mut self.now.clone(), last)).await {
            Ok(Some(epoch)) => Ok(epoch),
            Ok(None) => Err(error::closed(operation)),
            Err(_) => Err(Error::new(ErrorKind::Timeout, operation)
                .with("limit", format_args!("{limit:?}"))
                .with("address", &self.shared.address)
                .with_remedy("the connection is lost and not yet back")),
        }
    }

    /// Over one connection after the other, and as often as the broker is too slow, until a start would have taken too
    /// long since it first failed: the broker may be restarted, or be just starting. So `work` may be done more than once.
    /// It has to be bounded by itself. `on` is what the operation is about, for logs and errors.
    pub(crate) async fn in_some<T, W>(
        &self,
        operation: &'static str,
        on: &str,
        work: impl FnMut(Arc<Epoch<L>>) -> W,
    ) -> Result<T, Error>
    where
        W: Future<Output = Result<T, Error>>,
    {
        self.tried(operation, on, &mut None, work).await
    }

    /// The same, given up in the midst of it once all has taken as long as a start may.
    pub(crate) async fn in_time<T, W>(
        &self,
        operation: &'static str,
        on: &str,
        work: impl FnMut(Arc<Epoch<L>>) -> W,
    ) -> Result<T, Error>
    where
        W: Future<Output = Result<T, Error>>,
    {
        let limit = self.shared.limits.start_timeout;
        let mut cause = None;
        match timeout(limit, self.tried(operation, on, &mut cause, work)).await {
            Ok(done) => done,
            Err(_) => Err(cause
                .unwrap_or_else(|| Error::new(ErrorKind::Timeout, operation).with("for", on))
                .with("limit", format_args!("{limit:?}"))),
        }
    }

    /// `cause` is why it was not done the last time.
    async fn tried<T, W>(
        &self,
        operation: &'static str,
        on: &str,
        cause: &mut Option<Error>,
        mut work: impl FnMut(Arc<Epoch<L>>) -> W,
    ) -> Result<T, Error>
    where
        W: Future<Output = Result<T, Error>>,
    {
        let (mut last, mut failing) = (None, None);
        loop {
            let epoch = self.after(operation, last).await?;
            let error = match work(epoch.clone()).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let since = *failing.get_or_insert_with(Instant::now);
            // Whoever is told of an end may learn of it later than whoever meets it.
            let patience = if error.is_retryable() { self.shared.limits.heartbeat } else { Duration::ZERO };
            let is_over = awake::within(patience, epoch.links.lost()).await.is_some();
            let is_too_late = since.elapsed() >= self.shared.limits.start_timeout;
            if is_too_late || (!is_over && error.kind() != ErrorKind::Timeout) {
                return Err(error);
            }
            tracing::warn!(operation, on, cause = ?error, "it could not yet be done, trying again");
            last = is_over.then_some(epoch.number);
            *cause = Some(error);
        }
    }
}

// Derived, it would ask that of the links.
impl<L> Clone for Epochs<L> {
    fn clone(&self) -> Self {
        Self { now: self.now.clone(), shared: self.shared.clone() }
    }
}
