use std::{marker::PhantomData, ops::Deref, sync::Arc};

use futures_util::FutureExt;

use crate::{
    delivery::Delivery,
    envelope::{Encoded, Envelope, Parcel},
    error::{BoxError, Error, Failure, Result},
    event::Event,
    listener::{Call, Handler},
    panic::Caught,
    pipeline::{Attempt, Chain, HandleEnd, within},
    provider::Content,
    sending::{BoxFuture, Publisher, SharedEnvelope},
    subscription::ListenerInfo,
};

/// What a listener is wired to.
pub struct Wired {
    /// Its info, with the policy as configured.
    pub info: ListenerInfo,
    /// The pipelines.
    pub chain: Arc<Chain>,
    /// Sends without keeping the manager alive.
    pub publisher: Publisher,
    /// Whether something within the listener's reach may send through a handle of its own, which then needs the
    /// context of what is handled: whatever was not made by a recipe of the container might.
    pub may_send: bool,
}

/// A listener whose types were forgotten, with everything that runs about it.
pub trait AnyListener: Send + Sync + 'static {
    /// What it is wired to.
    fn wired(&self) -> &Wired;

    /// Whether it keeps the envelope beyond the call.
    fn needs_owner(&self) -> bool;

    /// Makes an envelope whose event is of the listener's type.
    ///
    /// # Errors
    /// The envelope as it came, if it is none.
    fn read(&self, content: Content) -> Result<SharedEnvelope, Unread>;

    /// One attempt: pipelines, listener, time limit; a panic is a failure.
    fn attempt<'a>(
        &'a self,
        envelope: &'a Envelope,
        owner: Option<&'a SharedEnvelope>,
        redelivered: bool,
    ) -> Caught<'a>;

    /// The same on a shared envelope, in the task of whoever holds the listener.
    fn attempt_held(&self, envelope: SharedEnvelope, redelivered: bool) -> Caught<'_>;

    /// The same for a task of its own.
    fn attempt_owned(self: Arc<Self>, envelope: SharedEnvelope, redelivered: bool) -> Caught<'static>;
}

/// An envelope that is no event of the listener's.
pub struct Unread {
    /// The envelope as it came.
    pub envelope: SharedEnvelope,
    /// Why it cannot be read.
    pub reason: String,
    /// Whether another attempt may help: a newer version, which another process may know.
    pub newer: bool,
}

impl Unread {
    fn into_failure(self) -> Failure {
        let failure = Failure::new(self.reason);
        if self.newer { failure } else { failure.into_permanent() }
    }
}

/// A listener, or what calls one, with its types.
pub struct Bound<E, H> {
    handler: H,
    wired: Wired,
    event: PhantomData<fn(E)>,
}

impl<E: Event, H: Handler<E>> Bound<E, H> {
    /// Binds a handler.
    pub fn shared(handler: H, wired: Wired) -> Arc<dyn AnyListener> {
        Arc::new(Self { handler, wired, event: PhantomData })
    }

    /// Whether nothing runs about the listener but the capture of panics.
    fn is_plain(&self) -> bool {
        !self.wired.may_send && !self.wired.chain.wraps_handle() && self.wired.info.policy().timeout.is_none()
    }

    /// The attempt through the pipelines that wrap handling; `None` if there are none.
    fn around<'a>(
        &'a self,
        delivery: Delivery<'a>,
        owner: Option<&'a SharedEnvelope>,
    ) -> Option<BoxFuture<'a, Result>> {
        let limit = self.wired.info.policy().timeout;
        self.wired.chain.around_handle(Attempt { delivery, owner, limit, end: self })
    }

    /// The attempt with all that may be about it; apart, so that it does not weigh on listeners with nothing about them.
    #[inline(never)]
    fn within_context<'a>(
        &'a self,
        delivery: Delivery<'a>,
        owner: Option<&'a SharedEnvelope>,
    ) -> BoxFuture<'a, Result> {
        self.around(delivery, owner).unwrap_or_else(|| self.alone(delivery, owner).boxed())
    }

    /// The attempt without pipelines.
    async fn alone(&self, delivery: Delivery<'_>, owner: Option<&SharedEnvelope>) -> Result {
        within(delivery.envelope(), self.wired.info.policy().timeout, || self.call(delivery, owner)).await
    }

    /// An attempt that owns its envelope, by a listener that is held or owned.
    fn attempt_by<'a>(
        this: impl Deref<Target = Self> + Send + 'a,
        envelope: SharedEnvelope,
        redelivered: bool,
    ) -> Caught<'a> {
        Caught::new(|| {
            if this.is_plain() {
                return async move {
                    let delivery = this.delivery(envelope.envelope(), redelivered);
                    match envelope.envelope().as_event::<E>() {
                        Some(event) => this.handler.handle(Call { event, delivery, owner: Some(&envelope) }).await,
                        None => this.call_reread(delivery).boxed().await,
                    }
                }
                .boxed();
            }
            async move {
                let delivery = this.delivery(envelope.envelope(), redelivered);
                match this.around(delivery, Some(&envelope)) {
                    Some(around) => around.await,
                    None => this.alone(delivery, Some(&envelope)).await,
                }
            }
            .boxed()
        })
    }

    #[inline]
    fn delivery<'a>(&'a self, envelope: &'a Envelope, redelivered: bool) -> Delivery<'a> {
        Delivery::new(envelope, &self.wired.info, &self.wired.publisher, redelivered)
    }

    #[inline]
    async fn call(&self, delivery: Delivery<'_>, owner: Option<&SharedEnvelope>) -> Result {
        match delivery.envelope().as_event::<E>() {
            Some(event) => self.handler.handle(Call { event, delivery, owner }).await,
            None => Box::pin(self.call_reread(delivery)).await,
        }
    }

    /// Calls the handler with an event that was sent by its name or as another type, and that no queue has read.
    #[cold]
    async fn call_reread(&self, delivery: Delivery<'_>) -> Result {
        let encoded = encoded(delivery.envelope()).map_err(Failure::permanent)?;
        let read = decode::<E>(encoded).map_err(Unread::into_failure)?;
        let Some(event) = read.envelope().as_event::<E>() else {
            return Err(Failure::permanent("the event is of another type"));
        };
        let (listener, publisher) = (delivery.listener(), delivery.unbound_publisher());
        let delivery = Delivery::new(read.envelope(), listener, publisher, delivery.redelivered());
        self.handler.handle(Call { event, delivery, owner: Some(&read) }).await
    }
}

impl<E: Event, H: Handler<E>> HandleEnd for Bound<E, H> {
    fn handle<'a>(&'a self, delivery: Delivery<'a>, owner: Option<&'a SharedEnvelope>) -> BoxFuture<'a, Result> {
        Box::pin(self.call(delivery, owner))
    }
}

impl<E: Event, H: Handler<E>> AnyListener for Bound<E, H> {
    fn wired(&self) -> &Wired {
        &self.wired
    }

    fn needs_owner(&self) -> bool {
        H::NEEDS_OWNER
    }

    fn read(&self, content: Content) -> Result<SharedEnvelope, Unread> {
        match content {
            Content::Typed(envelope) if envelope.envelope().as_event::<E>().is_some() => Ok(envelope),
            // Sent under this name without its type, or as another type.
            Content::Typed(envelope) => reread::<E>(envelope),
            Content::Encoded(envelope) => decode::<E>(*envelope),
            Content::Kept(envelope) => decode_kept::<E>(envelope),
            Content::Unreadable { envelope, reason } => {
                Err(Unread { envelope: Arc::new(*envelope), reason, newer: false })
            }
        }
    }

    fn attempt<'a>(
        &'a self,
        envelope: &'a Envelope,
        owner: Option<&'a SharedEnvelope>,
        redelivered: bool,
    ) -> Caught<'a> {
        Caught::new(|| match envelope.as_event::<E>() {
            // The listener's own future, and nothing about it.
            Some(event) if self.is_plain() => {
                self.handler.handle(Call { event, delivery: self.delivery(envelope, redelivered), owner }).boxed()
            }
            _ => self.within_context(self.delivery(envelope, redelivered), owner),
        })
    }

    fn attempt_held(&self, envelope: SharedEnvelope, redelivered: bool) -> Caught<'_> {
        Self::attempt_by(self, envelope, redelivered)
    }

    fn attempt_owned(self: Arc<Self>, envelope: SharedEnvelope, redelivered: bool) -> Caught<'static> {
        Self::attempt_by(self, envelope, redelivered)
    }
}

fn reread<E: Event>(envelope: SharedEnvelope) -> Result<SharedEnvelope, Unread> {
    match encoded(envelope.envelope()) {
        Ok(encoded) => decode::<E>(encoded),
        Err(error) => Err(Unread { reason: error.to_string(), envelope, newer: false }),
    }
}

fn encoded(envelope: &Envelope) -> Result<Envelope<Encoded>, Error> {
    let body = Encoded::new(envelope.body()?.clone(), envelope.content_type().to_owned(), envelope.form());
    Ok(Envelope::encoded(envelope.head().clone(), body))
}

fn decode<E: Event>(envelope: Envelope<Encoded>) -> Result<SharedEnvelope, Unread> {
    envelope.decode::<E>().map(|envelope| Arc::new(envelope) as Arc<dyn Parcel>).map_err(|undecodable| {
        let (envelope, error) = *undecodable;
        undecodable_as::<E>(Arc::new(envelope), &error)
    })
}

fn decode_kept<E: Event>(envelope: Arc<Envelope<Encoded>>) -> Result<SharedEnvelope, Unread> {
    match envelope.decode_copy::<E>() {
        Ok(decoded) => Ok(Arc::new(decoded)),
        Err(error) => Err(undecodable_as::<E>(envelope, &error)),
    }
}

fn undecodable_as<E: Event>(envelope: SharedEnvelope, error: &BoxError) -> Unread {
    let newer = envelope.envelope().version() > E::info().version();
    Unread { newer, reason: format!("undecodable: {error}"), envelope }
}
