use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::error::Error;

use super::{lifecycle::Hooks, resolver::Resolver, service_type::ServiceType, step};

/// The services of one manager, constructed and started.
///
/// Dropping it runs no stop hook: hooks may wait, so they run in [`stop`](Self::stop).
pub struct Services {
    resolver: Resolver,
    started: Mutex<Started>,
}

/// Whose stop hook is owed, in the order of their start.
pub(super) type Started = Vec<(ServiceType, Arc<dyn Hooks>)>;

impl Services {
    pub(super) fn new(resolver: Resolver, started: Started) -> Self {
        Self { resolver, started: Mutex::new(started) }
    }

    /// The service of type `T`, if a root needed it.
    pub fn get<T: ?Sized + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.resolver.get()
    }

    /// What [`Inject::inject`](super::Inject::inject) takes its values from.
    pub fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// Runs the stop hooks in the reverse order of the start, all of them within `limit`.
    ///
    /// Returns one error per hook that failed, panicked or was cut off; the others run all the same. A second call finds
    /// nothing left to stop.
    ///
    /// # Cancel safety
    /// The hooks that have not run when the future is dropped never run.
    pub async fn stop(&self, limit: Duration) -> Vec<Error> {
        let started = std::mem::take(&mut *self.started.lock().unwrap_or_else(PoisonError::into_inner));
        stop_all(started, limit).await
    }
}

/// Stops what was started, last first.
pub(super) async fn stop_all(started: Started, limit: Duration) -> Vec<Error> {
    let deadline = step::deadline(limit);
    let mut errors = Vec::new();
    for (service, hooks) in started.into_iter().rev() {
        errors.extend(step::run("stop a service", service, deadline, hooks.stop()).await.err());
    }
    errors
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Services").field(&self.resolver).finish()
    }
}
