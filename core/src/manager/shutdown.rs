use std::{
    fmt,
    sync::{Arc, PoisonError},
};

use tokio::time::Instant;

use super::inner::{Inner, Stage};
use crate::{
    error::{Error, ErrorKind},
    ledger::Ledger,
    runtime::later,
    sending::SharedEnvelope,
};

/// What a shutdown could not bring to its end within the drain limit.
#[non_exhaustive]
pub struct ShutdownError {
    /// What went wrong, in the order in which things were shut down.
    pub errors: Vec<Error>,
    /// Events that were in the queues of this process only: they are lost unless somebody takes them from here.
    pub undelivered: Vec<SharedEnvelope>,
    /// What became of everything else.
    pub ledger: Ledger,
}

/// The same, before anybody has counted.
pub(super) struct Unfinished {
    pub(super) errors: Vec<Error>,
    pub(super) undelivered: Vec<SharedEnvelope>,
}

impl fmt::Display for ShutdownError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the shutdown was not orderly: {} error(s), {} event(s) undelivered",
            self.errors.len(),
            self.undelivered.len()
        )
    }
}

impl fmt::Debug for ShutdownError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        self.errors.iter().try_for_each(|error| write!(f, "\n  {error:?}"))
    }
}

impl std::error::Error for ShutdownError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.errors.first().map(|error| error as _)
    }
}

impl Inner {
    /// Shuts down in a task of its own, which nothing that the shutdown ends can take along.
    pub(super) async fn shut_down(self: Arc<Self>) -> Result<(), Unfinished> {
        let Some(handle) = self.detached.handle().cloned() else {
            // Never started: there is nothing to wait for.
            return self.shutdown().await;
        };
        let runtime = self.plan.runtime.on(handle);
        runtime.spawn(async move { self.shutdown().await }).await.unwrap_or_else(|failed| {
            let error = Error::new(ErrorKind::Internal, "shut down").with_source(failed);
            Err(Unfinished { errors: vec![error], undelivered: Vec::new() })
        })
    }

    async fn shutdown(&self) -> Result<(), Unfinished> {
        let _turn = self.turn.lock().await;
        let before = self.stage();
        let Some(running) = self.running.get().filter(|_| before == Stage::Running) else {
            self.enter(Stage::Closed);
            return Ok(());
        };
        self.enter(Stage::Draining);
        let deadline = later(Instant::now(), self.plan.limits.drain);
        let mut errors = Vec::new();
        // A part is kept back: whoever has nothing to work off is to be ended in order all the same.
        let work = later(Instant::now(), self.plan.limits.drain.mul_f32(0.8));
        for connected in &running.connections {
            connected.connection.work_off(left(work)).await;
        }
        let mut subscriptions: Vec<_> = std::mem::take(&mut *running.subscriptions()).into_values().collect();
        // All are asked first, so that they end side by side.
        subscriptions.iter().for_each(|subscribed| subscribed.task.drain());
        for subscribed in &mut subscriptions {
            errors.extend(subscribed.task.ended(deadline).await.err());
        }
        if !self.detached.ended(deadline).await {
            errors.push(Error::new(ErrorKind::Timeout, "finish the posted events"));
        }
        self.enter(Stage::Closed);
        drop(running.watchdog.lock().unwrap_or_else(PoisonError::into_inner).take());
        let mut undelivered = Vec::new();
        for connected in running.connections.iter().rev() {
            match connected.connection.close(left(deadline)).await {
                Ok(kept) => undelivered.extend(kept),
                Err(error) => errors.push(error),
            }
        }
        errors.extend(running.services.stop(self.plan.limits.drain).await);
        if errors.is_empty() && undelivered.is_empty() {
            return Ok(());
        }
        let unfinished = Unfinished { errors, undelivered };
        tracing::error!(errors = ?unfinished.errors, undelivered = unfinished.undelivered.len(), "the manager was not shut down in order");
        Err(unfinished)
    }
}

/// What is left of the drain limit: never nothing, so that what is ready can be finished.
fn left(deadline: Instant) -> std::time::Duration {
    deadline.saturating_duration_since(Instant::now()).max(std::time::Duration::from_millis(100))
}
