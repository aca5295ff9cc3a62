use std::{future::Future, sync::Arc};

use super::{Borrowing, Closure, EventListener, Handler};
use crate::{delivery::Received, error::Result, event::Event};

/// What can be handed over as a listener: an [`EventListener`] value, or a closure over [`Received`].
///
/// `Kind` only tells the two apart; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot listen to `{E}`",
    note = "hand over a value that implements `EventListener<{E}>`, or a closure `|received: Received<{E}>| async {{ Ok(()) }}`"
)]
pub trait IntoListener<E: Event, Kind> {
    /// How core calls it.
    #[doc(hidden)]
    type Handler: Handler<E>;

    /// Makes what core calls.
    #[doc(hidden)]
    fn into_handler(self) -> Self::Handler;
}

/// A value that implements [`EventListener`].
#[doc(hidden)]
#[derive(Debug)]
pub enum Value {}

/// A closure over [`Received`].
#[doc(hidden)]
#[derive(Debug)]
pub enum Function {}

impl<E: Event, L: EventListener<E>> IntoListener<E, Value> for L {
    type Handler = Borrowing<L>;

    fn into_handler(self) -> Self::Handler {
        Borrowing(Arc::new(self))
    }
}

impl<E, F, Fut> IntoListener<E, Function> for F
where
    E: Event,
    F: Fn(Received<E>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result> + Send + 'static,
{
    type Handler = Closure<F>;

    fn into_handler(self) -> Self::Handler {
        Closure(self)
    }
}
