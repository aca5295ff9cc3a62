use std::{fmt, ops::Deref, sync::Arc};

use tidings_core::{
    codec::Codec,
    envelope::{Envelope, Parcel, Typed},
    event::Event,
};

/// An event that was sent and confirmed; it reads like the event.
pub struct SentEvent<E: Event> {
    parcel: Arc<dyn Parcel>,
    event: Seen<E>,
}

enum Seen<E: Event> {
    Shared(Arc<Envelope<Typed<E>>>),
    /// What was sent by its name, or as another type.
    Decoded(Box<E>),
}

impl<E: Event> SentEvent<E> {
    /// `None` for an event of another name, or one that is no `E`.
    pub(crate) fn of(parcel: Arc<dyn Parcel>) -> Option<Self> {
        if parcel.envelope().event().name() != E::info().name() {
            return None;
        }
        // A copy has only a head of its own.
        let event = match parcel.owner().clone().into_any().downcast() {
            Ok(typed) => Seen::Shared(typed),
            Err(_) => Seen::Decoded(Box::new(E::Codec::decode(parcel.envelope().body().ok()?).ok()?)),
        };
        Some(Self { parcel, event })
    }

    /// Its envelope as it left: id, key, headers.
    pub fn envelope(&self) -> &Envelope {
        self.parcel.envelope()
    }
}

impl<E: Event> Deref for SentEvent<E> {
    type Target = E;

    fn deref(&self) -> &E {
        match &self.event {
            Seen::Shared(envelope) => envelope.typed_event(),
            Seen::Decoded(event) => event,
        }
    }
}

impl<E: Event> fmt::Debug for SentEvent<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.envelope().fmt(f)
    }
}

/// An event that a listener handled.
#[derive(Clone)]
pub struct Handled {
    pub(crate) parcel: Arc<dyn Parcel>,
    pub(crate) attempt: u32,
}

impl Handled {
    /// The event, if it is an `E`.
    pub fn event<E: Event>(&self) -> Option<&E> {
        self.envelope().as_event::<E>()
    }

    /// Its envelope.
    pub fn envelope(&self) -> &Envelope {
        self.parcel.envelope()
    }

    /// Which attempt it was that succeeded, 1-based.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }
}

impl fmt::Debug for Handled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handled").field("envelope", &self.parcel.envelope()).field("attempt", &self.attempt).finish()
    }
}
