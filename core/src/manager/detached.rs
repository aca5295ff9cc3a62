use std::sync::{Arc, OnceLock};

use tokio::{
    runtime::{EnterGuard, Handle},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

use crate::{
    dispatch::{Hook, Report},
    error::{Error, ErrorKind},
    runtime::Runtime,
    sending::{BoxFuture, SendError, SendResult, SharedEnvelope},
};

/// The posted events that are still under way: as many as fit into the window.
pub(super) struct Detached {
    room: Arc<Semaphore>,
    size: u32,
    hook: Hook,
    runtime: Runtime,
    // Known from the start on, so that `post` needs no runtime of its own.
    handle: OnceLock<Handle>,
}

impl Detached {
    pub(super) fn new(size: usize, hook: Hook, runtime: Runtime) -> Self {
        let size = u32::try_from(size.clamp(1, Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX);
        Self { room: Arc::new(Semaphore::new(size as usize)), size, hook, runtime, handle: OnceLock::new() }
    }

    /// Takes the tokio runtime of the caller for what is left unfinished.
    pub(super) fn begin(&self) -> Result<(), Error> {
        if self.handle.get().is_none() {
            let current = Handle::try_current().map_err(|error| {
                Error::new(ErrorKind::Configuration, "start a manager")
                    .with_remedy("start it within a tokio runtime, as under `#[tokio::main]`")
                    .with_source(error)
            })?;
            // A second start would set the same.
            let _ = self.handle.set(current);
        }
        Ok(())
    }

    /// The runtime, once there was a start.
    pub(super) fn handle(&self) -> Option<&Handle> {
        self.handle.get()
    }

    pub(super) fn enter(&self) -> Option<EnterGuard<'_>> {
        self.handle.get().map(Handle::enter)
    }

    pub(super) fn reserve(&self) -> Result<OwnedSemaphorePermit, Error> {
        self.room.clone().try_acquire_owned().map_err(|_| {
            Error::new(ErrorKind::Full, "post an event")
                .with("events under way", self.size)
                .with_remedy("await `send_event`, which waits for room")
        })
    }

    pub(super) fn take(&self, send: BoxFuture<'static, SendResult<SharedEnvelope>>) {
        let hook = self.hook.clone();
        let finish = async move {
            if let Err(error) = send.await {
                report(&hook, &error);
            }
        };
        // Unset only before the start, when no send is ever left unfinished.
        if let Some(handle) = self.handle.get() {
            self.runtime.on(handle.clone()).spawn(finish);
        }
    }

    pub(super) fn report(&self, error: &SendError<SharedEnvelope>) {
        report(&self.hook, error);
    }

    /// Waits until all have ended; whether they did in time.
    pub(super) async fn ended(&self, deadline: Instant) -> bool {
        timeout_at(deadline, self.room.acquire_many(self.size)).await.is_ok()
    }
}

fn report(hook: &Hook, error: &SendError<SharedEnvelope>) {
    tracing::warn!(reason = ?error.error(), "a posted event was not confirmed");
    hook.tell(&Report::NotConfirmed(error));
}
