use bytes::Bytes;

use super::{Codec, Form};
use crate::error::BoxError;

/// The codec of an event that the macro refused: it lets the rest of the program be checked, and is never run.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Refused;

impl<E> Codec<E> for Refused {
    const CONTENT_TYPE: &'static str = "";
    const FORM: Form = Form::Text;

    fn encode(_: &E) -> Result<Bytes, BoxError> {
        Err("this event was refused".into())
    }

    fn decode(_: &[u8]) -> Result<E, BoxError> {
        Err("this event was refused".into())
    }
}
