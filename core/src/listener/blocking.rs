use std::{future::Future, sync::Arc};

use super::{Call, Handler};
use crate::{
    delivery::{Delivery, Received},
    error::Result,
    event::Event,
    sending::Context,
};

/// Receives events of type `E` by code that blocks its thread; it runs on tokio's threads for blocking work.
///
/// A time limit fails the attempt, but cannot stop the thread, which goes on in the background.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not listen to `{E}`",
    label = "`BlockingListener<{E}>` is missing"
)]
pub trait BlockingListener<E: Event>: Send + Sync + 'static {
    /// Handles one event.
    ///
    /// # Errors
    /// Whatever makes the attempt a failed one.
    fn on(&self, event: &E, delivery: Delivery<'_>) -> Result;
}

/// Runs a [`BlockingListener`].
#[doc(hidden)]
pub struct Blocking<L>(pub Arc<L>);

impl<E: Event, L: BlockingListener<E>> Handler<E> for Blocking<L> {
    const NEEDS_OWNER: bool = true;

    fn handle<'a>(&'a self, call: Call<'a, E>) -> impl Future<Output = Result> + Send + 'a {
        let received = Received::<E>::new(call.delivery, call.owner);
        let listener = self.0.clone();
        let context = Context::current();
        async move {
            let received = received?;
            let work = move || listener.on(received.event(), received.delivery());
            let work = move || match context {
                Some(context) => context.scope_blocking(work),
                None => work(),
            };
            match tokio::task::spawn_blocking(work).await {
                Ok(result) => result,
                Err(error) => Err(error
                    .try_into_panic()
                    .map_or_else(|_| "the runtime is shutting down".into(), |panic| crate::panic::failure(&*panic))),
            }
        }
    }
}
