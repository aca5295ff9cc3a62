//! Interceptors of sending and handling.

mod chain;
mod next;
mod untouched;
mod within;
mod wraps;

use std::future::Future;

use crate::{delivery::Delivery, envelope::Envelope, error::Result, subscription::ListenerInfo};

pub use chain::{Chain, Link};
pub use next::{Attempt, HandleEnd, HandleNext, SendNext};
use untouched::{Untouched, mark};
pub(crate) use within::within;

/// Intercepts envelopes: two synchronous methods that change headers, and two that wrap. Override what you need; what
/// is left alone costs nothing.
///
/// Pipelines run by their order, then by name, when sending, and in reverse when handling.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an envelope pipeline",
    label = "`EnvelopePipeline` is missing",
    note = "add: impl EnvelopePipeline for {Self} {{ fn send(&self, envelope: &mut Envelope) -> Result {{ Ok(()) }} }}"
)]
pub trait EnvelopePipeline: Send + Sync + 'static {
    /// Before an envelope is sent: sets headers, or refuses.
    ///
    /// # Errors
    /// Refuses: the event is given back to its sender.
    fn send(&self, envelope: &mut Envelope) -> Result {
        let _ = envelope;
        Ok(())
    }

    /// Before an envelope reaches a listener: changes headers for this listener alone, or refuses.
    ///
    /// # Errors
    /// Refuses: the event becomes a dead letter of this listener.
    fn handle(&self, envelope: &mut Envelope, listener: &ListenerInfo) -> Result {
        let _ = listener;
        envelope.head_mut().leave_untouched(mark::<Self>());
        Ok(())
    }

    /// Around sending; `next.run()` does the rest.
    fn around_send(&self, envelope: &Envelope, next: SendNext<'_>) -> impl Future<Output = Result> + Send {
        let _ = envelope;
        Untouched(Box::pin(next.run()))
    }

    /// Around one attempt of one listener; `next.run()` does the rest. `Ok` without running it accepts the delivery.
    fn around_handle(&self, delivery: Delivery<'_>, next: HandleNext<'_>) -> impl Future<Output = Result> + Send {
        let _ = delivery;
        Untouched(Box::pin(next.run()))
    }
}
