use std::{fmt, marker::PhantomData};

use bytes::Bytes;
use tidings_core::{
    codec::{Codec, Form},
    error::BoxError,
    event::{Event, EventInfo},
};

use super::Tag;

/// An event whose body is its bytes.
pub(crate) struct Raw<T> {
    pub(crate) body: Bytes,
    tag: PhantomData<fn() -> T>,
}

impl<T> Raw<T> {
    pub(crate) fn new(body: Bytes) -> Self {
        Self { body, tag: PhantomData }
    }
}

impl<T: Tag> Event for Raw<T> {
    type Codec = Verbatim;

    fn info() -> &'static EventInfo {
        T::info()
    }
}

impl<T> Clone for Raw<T> {
    fn clone(&self) -> Self {
        Self::new(self.body.clone())
    }
}

impl<T> PartialEq for Raw<T> {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
    }
}

impl<T> fmt::Debug for Raw<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raw({} bytes)", self.body.len())
    }
}

/// The bytes as they are.
pub(crate) struct Verbatim;

impl<T: Tag> Codec<Raw<T>> for Verbatim {
    const CONTENT_TYPE: &'static str = "application/octet-stream";
    const FORM: Form = Form::Binary;

    fn encode(event: &Raw<T>) -> Result<Bytes, BoxError> {
        Ok(event.body.clone())
    }

    fn decode(body: &[u8]) -> Result<Raw<T>, BoxError> {
        Ok(Raw::new(Bytes::copy_from_slice(body)))
    }
}
