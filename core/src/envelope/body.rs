use std::{
    any::Any,
    borrow::Cow,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;

use super::Parcel;
use crate::{
    codec::{Codec, Form},
    error::BoxError,
    event::Event,
};

/// The event inside an envelope: a value, or bytes.
pub trait Body: Send + Sync + 'static {
    /// The bytes, encoded now if they were not yet.
    ///
    /// # Errors
    /// What the codec said.
    fn encoded(&self) -> Result<&Bytes, BoxError>;

    /// The media type of the bytes.
    fn content_type(&self) -> &str;

    /// Whether the bytes are text.
    fn form(&self) -> Form;

    /// The key that the event itself knows.
    fn key(&self) -> Option<Cow<'_, str>>;

    /// The event as its type, or the body itself if it is only bytes.
    fn as_any(&self) -> &dyn Any;

    /// The envelope that owns the event, if this body only borrows it.
    #[doc(hidden)]
    fn owner(&self) -> Option<&Arc<dyn Parcel>> {
        None
    }
}

/// An event as its Rust type.
pub struct Typed<E> {
    event: E,
    encoded: OnceLock<Bytes>,
}

impl<E: Event> Typed<E> {
    #[inline]
    pub(super) fn new(event: E) -> Self {
        Self { event, encoded: OnceLock::new() }
    }

    /// Decodes bytes, which are kept: a copy of the envelope carries what came, unknown fields too.
    pub(super) fn decode(encoded: &Encoded) -> Result<Self, BoxError> {
        let event = E::Codec::decode(&encoded.bytes)?;
        Ok(Self { event, encoded: OnceLock::from(encoded.bytes.clone()) })
    }

    pub(super) fn arrived(&mut self, name: &str) {
        self.event.arrived(name);
    }

    #[inline]
    pub(super) fn event(&self) -> &E {
        &self.event
    }

    /// Takes the event out.
    pub fn into_event(self) -> E {
        self.event
    }
}

impl<E: Event> Body for Typed<E> {
    fn encoded(&self) -> Result<&Bytes, BoxError> {
        match self.encoded.get() {
            Some(bytes) => Ok(bytes),
            None => {
                let bytes = E::Codec::encode(&self.event)?;
                Ok(self.encoded.get_or_init(|| bytes))
            }
        }
    }

    fn content_type(&self) -> &str {
        E::Codec::CONTENT_TYPE
    }

    fn form(&self) -> Form {
        E::Codec::FORM
    }

    #[inline]
    fn key(&self) -> Option<Cow<'_, str>> {
        self.event.key()
    }

    #[inline]
    fn as_any(&self) -> &dyn Any {
        &self.event
    }
}

/// An event as bytes.
#[derive(Clone)]
pub struct Encoded {
    bytes: Bytes,
    content_type: Cow<'static, str>,
    form: Form,
}

impl Encoded {
    /// Bytes of a media type.
    pub fn new(bytes: Bytes, content_type: impl Into<Cow<'static, str>>, form: Form) -> Self {
        Self { bytes, content_type: content_type.into(), form }
    }

    /// The bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

impl Body for Encoded {
    fn encoded(&self) -> Result<&Bytes, BoxError> {
        Ok(&self.bytes)
    }

    fn content_type(&self) -> &str {
        &self.content_type
    }

    fn form(&self) -> Form {
        self.form
    }

    fn key(&self) -> Option<Cow<'_, str>> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The body of another envelope, shared: how one event gets several heads.
pub struct Same(pub(super) Arc<dyn Parcel>);

impl Body for Same {
    fn encoded(&self) -> Result<&Bytes, BoxError> {
        self.0.envelope().body.encoded()
    }

    fn content_type(&self) -> &str {
        self.0.envelope().body.content_type()
    }

    fn form(&self) -> Form {
        self.0.envelope().body.form()
    }

    fn key(&self) -> Option<Cow<'_, str>> {
        self.0.envelope().body.key()
    }

    fn as_any(&self) -> &dyn Any {
        self.0.envelope().body.as_any()
    }

    fn owner(&self) -> Option<&Arc<dyn Parcel>> {
        Some(&self.0)
    }
}
