use std::{fmt, sync::Arc, sync::Weak};

use serde::Serialize;

use super::{
    Context, EmitError, Outbound, SendBuilder, SendError, SendResult, SharedEnvelope,
    emit::emit,
    hold::{Hold, closed},
    many::send_many,
    parcel::send_parcel,
    post::post,
    typed::send_typed,
};
use crate::{
    container::{Inject, Need, Resolver, Service},
    event::Event,
    provider::Admission,
};

/// What services and listeners send with: a handle that is cheap to clone, injectable everywhere, and does not keep
/// its manager alive.
///
/// # Delivery guarantee
/// `Ok` means that the provider has taken responsibility: a durable event is then delivered at least once to every
/// queue of its address; one that is not durable reaches the listeners that are connected at that moment.
///
/// # Cancel safety
/// A send that is dropped before its envelope left is not sent; afterwards it may arrive.
#[derive(Clone)]
pub struct Publisher {
    hold: Hold,
    context: Option<Context>,
}

impl Publisher {
    /// A publisher that does not keep its manager alive.
    pub fn new(outbound: Weak<dyn Outbound>) -> Self {
        Self { hold: Hold::Weak(outbound), context: None }
    }

    /// A publisher that does, for the manager itself.
    #[doc(hidden)]
    pub fn strong(outbound: Arc<dyn Outbound>) -> Self {
        Self { hold: Hold::Strong(outbound), context: None }
    }

    /// The same publisher, bound to what is being handled.
    #[must_use]
    pub fn with_context(mut self, context: Context) -> Self {
        self.context = Some(context);
        self
    }

    /// The same publisher, no longer keeping its manager alive.
    #[must_use]
    pub fn downgrade(&self) -> Self {
        Self { hold: self.hold.downgrade(), context: self.context.clone() }
    }

    /// Sends an event and waits until the provider has taken responsibility.
    ///
    /// # Errors
    /// [`NotSent`](crate::SendError::NotSent) gives the event back, [`Undecided`](crate::SendError::Undecided) the
    /// envelope, which [`send`](Self::send) repeats under the same id.
    ///
    /// # Cancel safety
    /// Dropped before the envelope left, it is not sent; afterwards its fate is the provider's, and nobody is told. Where
    /// listeners run in the sender's task, those that have not finished are dropped with it.
    #[inline]
    pub async fn send_event<E: Event>(&self, event: E) -> SendResult<E> {
        match self.hold.outbound() {
            Ok(out) => {
                let context = self.context.as_ref();
                send_typed(&**out, event, |head| Context::write(context, head), Admission::Wait).await
            }
            Err(error) => Err(SendError::not_sent(event, error)),
        }
    }

    /// Sends events one behind the other without waiting for each; one result per event, in their order.
    ///
    /// # Cancel safety
    /// As [`send_event`](Self::send_event) for each that was offered; the others are not sent.
    pub fn send_events<E: Event, I: IntoIterator<Item = E>>(
        &self,
        events: I,
    ) -> impl Future<Output = Vec<SendResult<E>>> + Send {
        // Taken out here, so that the future is `Send` whatever the iterator is.
        let events: Vec<E> = events.into_iter().collect();
        async move {
            match self.hold.outbound() {
                Ok(out) => send_many(&**out, self.context.as_ref(), events).await,
                Err(_) => events.into_iter().map(|event| Err(SendError::not_sent(event, closed()))).collect(),
            }
        }
    }

    /// Sends an event without waiting: it never blocks, and a full window fails it at once. Its outcome goes to the
    /// log and to the manager's failure hook.
    pub fn post<E: Event>(&self, event: E) {
        match self.hold.outbound() {
            Ok(out) => {
                // Taken now: the task that asks is not the one that finishes.
                let context = self.context.clone().or_else(Context::current);
                post(&out, event, move |head| Context::write(context.as_ref(), head));
            }
            Err(error) => tracing::warn!(event = E::info().name(), %error, "a posted event was not sent"),
        }
    }

    /// Sends data under the name of an event, without its type.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`ErrorKind::Encode`](crate::ErrorKind::Encode) for data that is no JSON, or
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a name that a broker would misread: then there
    /// is no envelope yet, so that the error stands alone.
    ///
    /// # Cancel safety
    /// As [`send_event`](Self::send_event).
    pub async fn emit<T: Serialize + ?Sized>(&self, name: &str, data: &T) -> Result<(), EmitError> {
        let out = self.hold.outbound().map_err(EmitError::Invalid)?;
        let envelope = emit(&**out, self.context.as_ref(), name, data).map_err(EmitError::Invalid)?;
        send_parcel(&**out, envelope, Admission::Wait).await.map_err(EmitError::Send)
    }

    /// Sends an envelope under its own id: one that came back undecided, or one that was received.
    ///
    /// A broker may drop a received envelope as a duplicate of itself; `envelope.fresh_id()` makes it a new event.
    ///
    /// # Errors
    /// The envelope with the reason.
    ///
    /// # Cancel safety
    /// As [`send_event`](Self::send_event). Keep a clone of the envelope to send it again, under its id.
    pub async fn send(&self, envelope: SharedEnvelope) -> SendResult<SharedEnvelope> {
        match self.hold.outbound() {
            Ok(out) => send_parcel(&**out, envelope, Admission::Wait).await,
            Err(error) => Err(SendError::not_sent(envelope, error)),
        }
    }

    /// Begins a send with headers, a key or a delay of its own.
    pub fn compose<E: Event>(&self, event: E) -> SendBuilder<E> {
        SendBuilder::new(self.hold.clone(), self.context.clone(), event)
    }
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher").field("context", &self.context).finish_non_exhaustive()
    }
}

impl Service for Publisher {}

/// Injected by value: it is a handle already.
impl Inject for Publisher {
    fn need() -> Need {
        Need::of::<Self>()
    }

    fn inject(services: &Resolver) -> crate::Result<Self> {
        services.require::<Self>().map(|publisher| (*publisher).clone())
    }
}
