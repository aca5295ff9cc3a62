use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use super::{Codec, Form};
use crate::error::BoxError;

/// Above so many bytes the space that a buffer grew by in vain is worth a copy.
const LARGE: usize = 64 << 10;

/// Most events are smaller, whose buffer then does not grow.
const USUAL: usize = 256;

/// JSON text by serde; unknown fields are ignored unless the event denies them.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl<E: Serialize + DeserializeOwned> Codec<E> for Json {
    const CONTENT_TYPE: &'static str = "application/json";
    const FORM: Form = Form::Text;

    fn encode(event: &E) -> Result<Bytes, BoxError> {
        let mut bytes = Vec::with_capacity(USUAL);
        serde_json::to_writer(&mut bytes, event)?;
        // A large one waits for its confirmation: not with twice the space, as its buffer grew.
        if bytes.capacity() > LARGE {
            bytes.shrink_to_fit();
        }
        Ok(bytes.into())
    }

    fn decode(body: &[u8]) -> Result<E, BoxError> {
        Ok(serde_json::from_slice(body)?)
    }
}
