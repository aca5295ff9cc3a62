//! An event as it is sent: identity, headers, body.

mod body;
mod head;
mod note;
mod parcel;
mod stamp;

use std::{borrow::Cow, time::Duration};

use bytes::Bytes;

use crate::{
    codec::Form,
    error::Error,
    event::{Event, EventInfo, EventRef},
    headers::{HeaderValue, Headers},
    id::{CausationId, CorrelationId, EventId},
    runtime::Runtime,
    timestamp::Timestamp,
};

pub use body::{Body, Encoded, Typed};
pub use head::Head;
pub use note::DeadLetterNote;
pub use parcel::{Parcel, Same};

/// An event as it is sent: id, name, version, time, correlation, headers, body.
///
/// Identity and time are made when they are first asked for, and the body is encoded when it leaves the process or
/// [`body`](Envelope::body) asks for it.
///
/// `Envelope` without a parameter is an envelope with *some* body, always behind a reference or an `Arc`: that is how
/// pipelines, listeners and providers see it. An event that is handled where it was sent is thus never copied, and one
/// that is queued costs one allocation together with its envelope.
pub struct Envelope<B: ?Sized = dyn Body> {
    pub(crate) head: Head,
    pub(crate) body: B,
}

impl<E: Event> Envelope<Typed<E>> {
    /// An envelope around an event.
    #[inline]
    pub fn typed(event: E, runtime: &Runtime) -> Self {
        Self { head: Head::new(EventRef::of::<E>(), runtime.clone()), body: Typed::new(event) }
    }

    /// The event.
    #[inline]
    pub fn typed_event(&self) -> &E {
        self.body.event()
    }

    /// The bytes of the body, encoded now if they were not yet, and kept by nobody else.
    pub(crate) fn take_body(&mut self) -> Result<Bytes, Error> {
        self.body.take_encoded().map_err(|error| unencodable(self.event(), error))
    }

    /// Takes the event out.
    pub fn into_event(self) -> E {
        self.body.into_event()
    }
}

impl Envelope<Encoded> {
    /// An envelope around bytes.
    pub fn encoded(head: Head, body: Encoded) -> Self {
        Self { head, body }
    }

    /// The size of the body.
    pub fn body_bytes(&self) -> usize {
        self.body.bytes().len()
    }

    /// Decodes the body; `Err` gives the envelope back with the reason.
    ///
    /// # Errors
    /// The envelope unchanged, and what the codec said.
    pub fn decode<E: Event>(self) -> Result<Envelope<Typed<E>>, Box<(Self, crate::error::BoxError)>> {
        match Typed::decode(&self.body) {
            Ok(mut body) => {
                body.arrived(self.head.event().name());
                Ok(Envelope { head: self.head, body })
            }
            Err(error) => Err(Box::new((self, error))),
        }
    }

    /// Decodes the body of an envelope that somebody else holds as well.
    pub(crate) fn decode_copy<E: Event>(&self) -> Result<Envelope<Typed<E>>, crate::error::BoxError> {
        let mut body = Typed::decode(&self.body)?;
        body.arrived(self.head.event().name());
        let mut head = self.head.clone();
        head.keep_conversation();
        Ok(Envelope { head, body })
    }
}

impl<B: Body> Envelope<B> {
    /// An envelope of these parts.
    pub fn from_parts(head: Head, body: B) -> Self {
        Self { head, body }
    }

    /// Takes the envelope apart.
    pub fn into_parts(self) -> (Head, B) {
        (self.head, self.body)
    }
}

impl<B: ?Sized + Body> Envelope<B> {
    /// Name, address, version and durability of the event.
    #[inline]
    pub fn event(&self) -> &EventInfo {
        self.head.event()
    }

    /// The event's id: a UUID v7, or what a foreign sender wrote.
    pub fn id(&self) -> &EventId {
        self.head.id()
    }

    /// When the event happened.
    pub fn occurred_at(&self) -> Timestamp {
        self.head.occurred_at()
    }

    /// The conversation it belongs to; its own id if it began one.
    pub fn correlation_id(&self) -> CorrelationId {
        self.head.correlation_id()
    }

    /// The event during whose handling it was sent.
    pub fn causation_id(&self) -> Option<&CausationId> {
        self.head.causation_id()
    }

    /// The key: events of one key keep their order.
    #[inline]
    pub fn key(&self) -> Option<Cow<'_, str>> {
        match self.head.key() {
            Some(key) => Some(Cow::Borrowed(key)),
            None => self.body.key(),
        }
    }

    /// The version of the body.
    pub fn version(&self) -> u32 {
        self.head.version()
    }

    /// Which attempt this is, 1-based.
    pub fn attempt(&self) -> u32 {
        self.head.attempt()
    }

    /// How often it was sent again from a dead letter.
    pub fn replay(&self) -> u32 {
        self.head.replay()
    }

    /// How long the provider holds it back before anybody may receive it.
    pub fn delay(&self) -> Option<Duration> {
        self.head.delay()
    }

    /// The headers.
    pub fn headers(&self) -> &Headers {
        self.head.headers()
    }

    /// The value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.head.headers().get(name)
    }

    /// Sets a header.
    ///
    /// A name or value that cannot be sent fails the send, before anything leaves.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<HeaderValue>) {
        self.head.headers_mut().set(name, value);
    }

    /// The bytes of the body, encoded now if they were not yet.
    ///
    /// # Errors
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if the event cannot be encoded.
    pub fn body(&self) -> Result<&Bytes, Error> {
        self.body.encoded().map_err(|error| unencodable(self.event(), error))
    }

    /// Whether there is no event inside, but its bytes only.
    #[doc(hidden)]
    pub fn is_encoded(&self) -> bool {
        self.body.as_any().is::<Encoded>()
    }

    /// The media type of the body.
    pub fn content_type(&self) -> &str {
        self.body.content_type()
    }

    /// Whether the body is text or binary.
    pub fn form(&self) -> Form {
        self.body.form()
    }

    /// What a dead letter says of itself; `None` for every other envelope.
    pub fn dead_letter(&self) -> Option<&DeadLetterNote> {
        self.head.dead_letter()
    }

    /// Everything but the body.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Everything but the body, to be changed.
    #[doc(hidden)]
    pub fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    /// The event inside, if its type is `E` and it is not merely bytes.
    #[inline]
    pub fn as_event<E: Event>(&self) -> Option<&E> {
        self.body.as_any().downcast_ref()
    }
}

#[cold]
fn unencodable(event: &EventInfo, error: crate::error::BoxError) -> Error {
    Error::new(crate::ErrorKind::Encode, "encode an event")
        .with("event", event.name())
        .with("type", event.type_name())
        .with_source(error)
}

impl<B: ?Sized + Body> std::fmt::Debug for Envelope<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the body nor header values: they may hold what must not reach a log.
        f.debug_struct("Envelope")
            .field("event", &self.event().name())
            .field("id", self.id())
            .field("attempt", &self.attempt())
            .finish_non_exhaustive()
    }
}
