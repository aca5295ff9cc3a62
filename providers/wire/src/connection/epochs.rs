use std::{future::Future, sync::Arc, time::Duration};

use tidings_core::{Error, ErrorKind};
use tokio::time::{Instant, timeout};

use super::{
    epoch::{Epoch, Now, next},
    shared::Shared,
};
use crate::{error, link::Links, supervisor::Epoch as Number};

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
    /// long: the broker may be restarted, or be just starting. So `work` may be done more than once. `cause` is why it
    /// was not done the last time.
    pub(crate) async fn in_some<T, W>(
        &self,
        operation: &'static str,
        cause: &mut Option<Error>,
        mut work: impl FnMut(Arc<Epoch<L>>) -> W,
    ) -> Result<T, Error>
    where
        W: Future<Output = Result<T, Error>>,
    {
        let (mut last, mut until) = (None, None);
        loop {
            let epoch = self.after(operation, last).await?;
            let error = match work(epoch.clone()).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            // Whoever is told of an end may learn of it later than whoever meets it.
            let patience = if error.is_retryable() { self.shared.limits.heartbeat } else { Duration::ZERO };
            let is_over = timeout(patience, epoch.links.lost()).await.is_ok();
            let until = *until.get_or_insert_with(|| Instant::now() + self.shared.limits.start_timeout);
            if (!is_over && error.kind() != ErrorKind::Timeout) || Instant::now() >= until {
                return Err(error);
            }
            tracing::warn!(operation, cause = ?error, "it could not yet be done, trying again");
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
