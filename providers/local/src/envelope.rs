//! What the wire would do to an envelope.

use std::sync::Arc;

use tidings_core::{
    envelope::{Encoded, Envelope, Head, Parcel},
    error::Error,
    event::EventRef,
    provider::{Claim, Content},
    runtime::Runtime,
};

use crate::error;

/// How events are kept, and so what is made of those that are offered and those that are received.
#[derive(Clone, Copy)]
pub(crate) enum Seal {
    /// As they are.
    Typed,
    /// Encoded, with a body of at most so many bytes.
    Encoded {
        /// The limit, inclusive.
        limit_bytes: usize,
    },
}

impl Seal {
    /// Makes of what is offered what is kept.
    ///
    /// # Errors
    /// The event cannot be encoded, or is too large.
    #[inline]
    pub(crate) fn seal(self, parcel: Arc<dyn Parcel>) -> Result<Arc<dyn Parcel>, Error> {
        match self {
            Self::Typed => Ok(parcel),
            Self::Encoded { limit_bytes } => seal_encoded(parcel, limit_bytes),
        }
    }

    /// Makes of what is kept what a receiver is given.
    #[inline]
    pub(crate) fn open(self, parcel: &Arc<dyn Parcel>, claim: &Claim, runtime: &Runtime) -> Content {
        if let Self::Encoded { .. } = self
            && let Some(kept) = kept(parcel, claim)
        {
            return Content::Kept(kept);
        }
        let is_expected = is_same(parcel.envelope().head().event_ref(), claim.event_ref());
        match self {
            Self::Typed if is_expected => Content::Typed(parcel.clone()),
            _ => open_encoded(parcel.envelope(), is_expected, claim, runtime),
        }
    }
}

fn seal_encoded(parcel: Arc<dyn Parcel>, limit_bytes: usize) -> Result<Arc<dyn Parcel>, Error> {
    let envelope = parcel.envelope();
    let bytes = envelope.body()?.len();
    if bytes > limit_bytes {
        return Err(error::body_too_large(bytes, limit_bytes));
    }
    // What comes as bytes is kept as it is, but for a delay, which ends here. Its id and time are those of its sending.
    if envelope.is_encoded() && envelope.delay().is_none() {
        envelope.id();
        return Ok(parcel);
    }
    let (event, runtime) = (envelope.head().event_ref().clone(), envelope.head().runtime());
    Ok(Arc::new(carry(envelope, encoded(envelope)?, event, runtime)))
}

/// What is kept, where it can be given as it is: as bytes, of the event that the listener knows.
fn kept(parcel: &Arc<dyn Parcel>, claim: &Claim) -> Option<Arc<Envelope<Encoded>>> {
    let events = (parcel.envelope().head().event_ref().as_static(), claim.event_ref().as_static());
    match events {
        (Some(event), Some(expected)) if std::ptr::eq(event, expected) => parcel.clone().into_any().downcast().ok(),
        _ => None,
    }
}

fn open_encoded(envelope: &Envelope, is_expected: bool, claim: &Claim, runtime: &Runtime) -> Content {
    // What cannot be encoded was kept typed and is of another event: its body is of no use to this listener.
    let body = encoded(envelope).unwrap_or_else(|_| Encoded::new(Default::default(), "", envelope.form()));
    let carried = carry(envelope, body, claim.event_ref().clone(), runtime);
    if is_expected {
        return Content::Encoded(Box::new(carried));
    }
    let (found, expected) = (envelope.event().name(), claim.event().name());
    Content::Unreadable {
        envelope: Box::new(carried),
        reason: format!("it is an event `{found}`, but its address belongs to `{expected}`"),
    }
}

fn encoded(envelope: &Envelope) -> Result<Encoded, Error> {
    Ok(Encoded::new(envelope.body()?.clone(), envelope.content_type().to_owned(), envelope.form()))
}

/// An envelope with everything that travels, and nothing else.
fn carry(from: &Envelope, body: Encoded, event: EventRef, runtime: &Runtime) -> Envelope<Encoded> {
    let mut head = Head::received(event, Some(from.id().clone()), Some(from.occurred_at()), runtime.clone());
    head.set_version(from.version());
    head.set_correlation_id(from.correlation_id());
    if let Some(id) = from.causation_id() {
        head.set_causation_id(id.clone());
    }
    if let Some(key) = from.key() {
        head.set_key(&*key);
    }
    head.set_attempt(from.attempt());
    head.set_replay(from.replay());
    head.set_dead_letter(from.dead_letter().cloned());
    *head.headers_mut() = from.headers().clone();
    Envelope::encoded(head, body)
}

fn is_same(event: &EventRef, other: &EventRef) -> bool {
    match (event.as_static(), other.as_static()) {
        (Some(event), Some(other)) if std::ptr::eq(event, other) => true,
        _ => event.name() == other.name(),
    }
}
