//! How an event becomes bytes and back.

mod json;
mod refused;

use bytes::Bytes;

use crate::error::BoxError;

pub use json::Json;
#[doc(hidden)]
pub use refused::Refused;

/// What a body is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// UTF-8 text, sent as the protocol's string.
    Text,
    /// Any bytes.
    Binary,
}

/// Turns events of type `E` into bytes and back; chosen per event, [`Json`] unless said otherwise.
///
/// ```
/// # use bytes::Bytes;
/// # use tidings_core::{codec::{Codec, Form}, error::BoxError};
/// struct Raw;
/// impl Codec<u32> for Raw {
///     const CONTENT_TYPE: &'static str = "application/octet-stream";
///     const FORM: Form = Form::Binary;
///     fn encode(event: &u32) -> Result<Bytes, BoxError> {
///         Ok(Bytes::copy_from_slice(&event.to_be_bytes()))
///     }
///     fn decode(body: &[u8]) -> Result<u32, BoxError> {
///         Ok(u32::from_be_bytes(body.try_into()?))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot encode and decode `{E}`",
    note = "the default codec needs `{E}` to implement serde's `Serialize` and `Deserialize`, which `#[event]` derives"
)]
pub trait Codec<E>: 'static {
    /// The media type of the bytes.
    const CONTENT_TYPE: &'static str;
    /// Whether the bytes are UTF-8 text.
    const FORM: Form;

    /// Makes the bytes of an event.
    ///
    /// # Errors
    /// Whatever makes this event unencodable; the event is given back to its sender.
    fn encode(event: &E) -> Result<Bytes, BoxError>;

    /// Reads an event.
    ///
    /// # Errors
    /// Whatever makes these bytes no such event; the envelope becomes a dead letter.
    fn decode(body: &[u8]) -> Result<E, BoxError>;
}
