use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use super::{Codec, Form};
use crate::error::BoxError;

/// JSON text by serde; unknown fields are ignored unless the event denies them.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl<E: Serialize + DeserializeOwned> Codec<E> for Json {
    const CONTENT_TYPE: &'static str = "application/json";
    const FORM: Form = Form::Text;

    fn encode(event: &E) -> Result<Bytes, BoxError> {
        Ok(serde_json::to_vec(event)?.into())
    }

    fn decode(body: &[u8]) -> Result<E, BoxError> {
        Ok(serde_json::from_slice(body)?)
    }
}
