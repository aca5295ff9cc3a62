use std::{
    fmt,
    sync::{Arc, PoisonError, atomic::Ordering},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    deadline::Deadline,
    inner::{Inner, Stage},
    unfinished::Unfinished,
};
use crate::{
    error::{Error, ErrorKind},
    ledger::Ledger,
    sending::{BoxFuture, SharedEnvelope},
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
    ///
    /// Boxed, so that it is compiled here, and not again in whatever program waits for it.
    pub(super) fn shut_down(self: Arc<Self>) -> BoxFuture<'static, Result<(), Unfinished>> {
        let handle = self.detached.handle().cloned();
        let runtime = self.plan.runtime.clone();
        // One of it, whichever way it goes.
        let shutdown: BoxFuture<'_, _> = Box::pin(async move { self.shutdown().await });
        Box::pin(async move {
            let Some(handle) = handle else {
                // Never started: there is nothing to wait for.
                return shutdown.await;
            };
            runtime.on(handle).spawn(shutdown).await.unwrap_or_else(|failed| {
                let error = Error::new(ErrorKind::Internal, "shut down").with_source(failed);
                Err(Unfinished { errors: vec![error], undelivered: Vec::new() })
            })
        })
    }

    async fn shutdown(&self) -> Result<(), Unfinished> {
        self.ending.store(true, Ordering::Release);
        self.news.send_replace(());
        let mut waiting = Deadline::new(Duration::MAX, self.hurry.subscribe());
        let _turn = match waiting.unhurried(self.turn.lock()).await {
            Some(turn) => turn,
            // Another shutdown has its turn, which is bounded, and in a hurry too.
            None if self.stage() >= Stage::Draining => self.turn.lock().await,
            None => {
                let error = Error::new(ErrorKind::Timeout, "wait for a start or a subscription before the shutdown");
                return Err(Unfinished { errors: vec![error], undelivered: Vec::new() });
            }
        };
        let before = self.stage();
        let Some(running) = self.running.get().filter(|_| before == Stage::Running) else {
            self.enter(Stage::Closed);
            // Whoever comes later is told what the first one was told.
            let unfinished = self.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
            return unfinished.as_ref().map_or(Ok(()), |unfinished| Err(unfinished.again()));
        };
        self.enter(Stage::Draining);
        let drain = self.plan.limits.drain;
        let mut deadline = Deadline::new(drain, self.hurry.subscribe());
        let mut errors = Vec::new();
        // A part is kept back: whoever has nothing to work off is to be ended in order all the same.
        let mut work = Deadline::new(drain.mul_f32(0.8), self.hurry.subscribe());
        for connected in &running.connections {
            let left = work.left();
            work.unhurried(connected.connection.work_off(left)).await;
        }
        let mut subscriptions = running.subscriptions().take();
        // All are asked first, so that they end side by side.
        subscriptions.iter().for_each(|subscribed| subscribed.task.drain());
        for subscribed in &mut subscriptions {
            let at = deadline.at();
            let ended = match deadline.unhurried(subscribed.task.ended(at)).await {
                Some(ended) => ended,
                None => subscribed.task.ended(Instant::now()).await,
            };
            errors.extend(ended.err());
        }
        let at = deadline.at();
        if deadline.unhurried(self.detached.ended(at)).await != Some(true) {
            errors.push(Error::new(ErrorKind::Timeout, "finish the posted events"));
        }
        self.enter(Stage::Closed);
        drop(running.watchdog.lock().unwrap_or_else(PoisonError::into_inner).take());
        let mut undelivered = Vec::new();
        for connected in running.connections.iter().rev() {
            let left = deadline.left();
            let closed = match deadline.unhurried(connected.connection.close(left)).await {
                Some(closed) => closed,
                None => connected.connection.close(deadline.left()).await,
            };
            match closed {
                Ok(kept) => undelivered.extend(kept),
                Err(error) => errors.push(error),
            }
        }
        let mut stopping = Deadline::new(drain, self.hurry.subscribe());
        match stopping.unhurried(running.services.stop(drain)).await {
            Some(failed) => errors.extend(failed),
            None => errors.push(Error::new(ErrorKind::Timeout, "stop the services")),
        }
        if errors.is_empty() && undelivered.is_empty() {
            return Ok(());
        }
        let unfinished = Unfinished { errors, undelivered };
        tracing::error!(errors = ?unfinished.errors, undelivered = unfinished.undelivered.len(), "the manager was not shut down in order");
        *self.unfinished.lock().unwrap_or_else(PoisonError::into_inner) = Some(unfinished.again());
        Err(unfinished)
    }
}
