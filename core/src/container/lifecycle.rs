use std::{
    future::{Future, ready},
    pin::Pin,
};

use crate::error::Result;

/// What a service does when the manager starts and stops: open a pool, flush a buffer.
///
/// A service opts in with [`Recipe::with_lifecycle`](super::Recipe::with_lifecycle) or
/// [`Container::lifecycle`](super::Container::lifecycle). All services are constructed before the first is started; a
/// service is started after those that it needs, and stopped before them.
pub trait Lifecycle: Send + Sync + 'static {
    /// Makes the service ready for use.
    ///
    /// # Errors
    /// Whatever keeps it from working: the start fails, and the services started before are stopped again.
    fn start(&self) -> impl Future<Output = Result> + Send {
        ready(Ok(()))
    }

    /// Gives back what the service holds; called only if its start succeeded.
    ///
    /// # Errors
    /// Whatever could not be given back: it is reported, and the other services are stopped all the same.
    fn stop(&self) -> impl Future<Output = Result> + Send {
        ready(Ok(()))
    }
}

type Running<'a> = Pin<Box<dyn Future<Output = Result> + Send + 'a>>;

/// The erased twin of [`Lifecycle`].
pub(super) trait Hooks: Send + Sync {
    fn start(&self) -> Running<'_>;
    fn stop(&self) -> Running<'_>;
}

impl<T: Lifecycle> Hooks for T {
    fn start(&self) -> Running<'_> {
        Box::pin(Lifecycle::start(self))
    }

    fn stop(&self) -> Running<'_> {
        Box::pin(Lifecycle::stop(self))
    }
}
