use std::{any::Any, borrow::Cow};

use bytes::Bytes;
use once_cell::sync::OnceCell;

use crate::{
    codec::{Codec, Form},
    error::{BoxError, Failure},
    event::Event,
    panic,
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

    /// The envelope that owns the event, an `Arc<dyn Parcel>`, if this body only borrows it.
    #[doc(hidden)]
    fn lender(&self) -> Option<&dyn Any> {
        None
    }
}

/// An event as its Rust type.
pub struct Typed<E> {
    event: E,
    encoded: OnceCell<Bytes>,
}

impl<E: Event> Typed<E> {
    #[inline]
    pub(super) fn new(event: E) -> Self {
        Self { event, encoded: OnceCell::new() }
    }

    /// Decodes bytes, which are kept: a copy of the envelope carries what came, unknown fields too.
    pub(super) fn decode(encoded: &Encoded) -> Result<Self, BoxError> {
        let event = user_code(|| E::Codec::decode(&encoded.bytes))?;
        Ok(Self { event, encoded: OnceCell::with_value(encoded.bytes.clone()) })
    }

    pub(super) fn arrived(&mut self, name: &str) {
        self.event.arrived(name);
    }

    #[inline]
    pub(super) fn event(&self) -> &E {
        &self.event
    }

    /// The bytes, of which it keeps none.
    pub(super) fn take_encoded(&mut self) -> Result<Bytes, BoxError> {
        match self.encoded.take() {
            Some(bytes) => Ok(bytes),
            None => user_code(|| E::Codec::encode(&self.event)),
        }
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
                let bytes = user_code(|| E::Codec::encode(&self.event))?;
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
        // Asked for where a panic would end a whole listener, or a provider's task.
        panic::call(|| Ok(self.event.key())).unwrap_or_else(|failure| {
            tracing::error!(event = E::info().name(), %failure, "an event goes without a key, since that panicked");
            None
        })
    }

    #[inline]
    fn as_any(&self) -> &dyn Any {
        &self.event
    }
}

/// Calls a codec: it runs where a panic would end a whole listener, or a provider's task.
fn user_code<T>(code: impl FnOnce() -> Result<T, BoxError>) -> Result<T, BoxError> {
    panic::call(|| code().map_err(Failure::new)).map_err(Failure::into_error)
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
