use std::future::Future;

use crate::{
    envelope::{Body, Envelope, Head},
    id::{CausationId, CorrelationId},
    runtime::{Runtime, Task},
};

tokio::task_local! {
    static CURRENT: Context;
}

/// The event being handled, as far as what is sent meanwhile inherits it.
#[derive(Clone, Debug)]
pub struct Context {
    correlation: CorrelationId,
    causation: CausationId,
}

impl Context {
    /// The context of handling this envelope.
    pub fn of<B: ?Sized + Body>(envelope: &Envelope<B>) -> Self {
        Self { correlation: envelope.correlation_id(), causation: envelope.id().clone().into() }
    }

    /// The context of the task that asks; `None` outside of a listener.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// Runs a future in this context.
    ///
    /// # Cancel safety
    /// That of the future.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, future)
    }

    /// Calls code that blocks in this context.
    pub fn scope_blocking<T>(self, code: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, code)
    }

    /// Writes a context on a new event: the given one, or that of the task that asks.
    #[inline]
    pub(super) fn write(given: Option<&Self>, head: &mut Head) {
        match given {
            Some(context) => context.apply(head),
            // An error means: not inside a listener.
            None => drop(CURRENT.try_with(|context| context.apply(head))),
        }
    }

    fn apply(&self, head: &mut Head) {
        head.set_correlation_id(self.correlation.clone());
        head.set_causation_id(self.causation.clone());
    }
}

/// Spawns a task that keeps the context of the one that spawns it, so that what it sends inherits the correlation id.
///
/// A bare `tokio::spawn` does not.
pub fn spawn<F>(future: F) -> Task<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let runtime = Runtime::system();
    match Context::current() {
        Some(context) => runtime.spawn(context.scope(future)),
        None => runtime.spawn(future),
    }
}
