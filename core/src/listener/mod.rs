//! The code that receives events.

mod blocking;
mod closure;
mod into;

use std::future::Future;

use crate::{delivery::Delivery, error::Result, event::Event};

pub use blocking::{Blocking, BlockingListener};
pub use closure::Closure;
pub use into::IntoListener;

/// Receives events of type `E`; write `async fn on`.
///
/// `Ok` accepts the delivery. An error, a panic or the listener's time limit is a failed attempt, which is retried as
/// the policy says; a [permanent](crate::Failure::permanent) failure becomes a dead letter at once. An event may come
/// more than once: at least once is the guarantee.
///
/// # Cancel safety
/// The future is dropped at the listener's time limit, and at the end of a shutdown's drain.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not listen to `{E}`",
    label = "`EventListener<{E}>` is missing",
    note = "add: impl EventListener<{E}> for {Self} {{ async fn on(&self, event: &{E}, delivery: Delivery<'_>) -> Result {{ Ok(()) }} }}"
)]
pub trait EventListener<E: Event>: Send + Sync + 'static {
    /// Handles one event.
    fn on(&self, event: &E, delivery: Delivery<'_>) -> impl Future<Output = Result> + Send;
}

/// What a listener is called with.
#[derive(Clone, Copy)]
pub struct Call<'a, E> {
    /// The event.
    pub event: &'a E,
    /// What is known besides.
    pub delivery: Delivery<'a>,
    /// The envelope, where it is shared.
    pub owner: Option<&'a crate::sending::SharedEnvelope>,
}

/// How core calls what receives events: a listener that borrows, one that blocks, a closure that owns.
#[doc(hidden)]
pub trait Handler<E: Event>: Send + Sync + 'static {
    /// Whether [`Call::owner`] must be there.
    const NEEDS_OWNER: bool;

    /// Handles one event.
    fn handle<'a>(&'a self, call: Call<'a, E>) -> impl Future<Output = Result> + Send + 'a;
}

/// A listener that borrows the event.
#[doc(hidden)]
pub struct Borrowing<L>(pub std::sync::Arc<L>);

impl<E: Event, L: EventListener<E>> Handler<E> for Borrowing<L> {
    const NEEDS_OWNER: bool = false;

    #[inline]
    fn handle<'a>(&'a self, call: Call<'a, E>) -> impl Future<Output = Result> + Send + 'a {
        self.0.on(call.event, call.delivery)
    }
}

/// A handler that several managers' starts share.
impl<E: Event, H: Handler<E>> Handler<E> for std::sync::Arc<H> {
    const NEEDS_OWNER: bool = H::NEEDS_OWNER;

    #[inline]
    fn handle<'a>(&'a self, call: Call<'a, E>) -> impl Future<Output = Result> + Send + 'a {
        (**self).handle(call)
    }
}
