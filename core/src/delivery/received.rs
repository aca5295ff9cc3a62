use std::{ops::Deref, sync::Arc};

use super::Delivery;
use crate::{
    envelope::{Envelope, Typed},
    error::Result,
    event::Event,
    sending::{Publisher, SharedEnvelope},
    subscription::ListenerInfo,
};

/// A delivery that owns its event and envelope, for closures and other tasks.
pub struct Received<E: Event> {
    event: Arc<Envelope<Typed<E>>>,
    envelope: SharedEnvelope,
    listener: ListenerInfo,
    publisher: Publisher,
    redelivered: bool,
}

impl<E: Event> Received<E> {
    /// Owns a delivery whose envelope is shared and holds an `E`.
    ///
    /// # Errors
    /// If it is not, or does not.
    pub(crate) fn new(delivery: Delivery<'_>, owner: Option<&SharedEnvelope>) -> Result<Self> {
        let envelope = owner.ok_or("the envelope is not shared")?.clone();
        let event = envelope.owner().clone().into_any().downcast().map_err(|_| "the event is of another type")?;
        Ok(Self {
            event,
            envelope,
            listener: delivery.listener().clone(),
            publisher: delivery.unbound_publisher().clone(),
            redelivered: delivery.redelivered(),
        })
    }

    /// The event.
    pub fn event(&self) -> &E {
        self.event.typed_event()
    }

    /// The envelope.
    pub fn envelope(&self) -> &Envelope {
        self.envelope.envelope()
    }

    /// The envelope, shared: to send it on, or to keep it.
    pub fn shared_envelope(&self) -> &SharedEnvelope {
        &self.envelope
    }

    /// The same as a listener sees it.
    pub fn delivery(&self) -> Delivery<'_> {
        Delivery::new(self.envelope(), &self.listener, &self.publisher, self.redelivered)
    }
}

impl<E: Event> Deref for Received<E> {
    type Target = E;

    fn deref(&self) -> &E {
        self.event()
    }
}

impl<E: Event> std::fmt::Debug for Received<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.delivery().fmt(f)
    }
}
