use std::borrow::Cow;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    codec::{Codec, Form},
    error::{BoxError, Result},
    event::{Event, EventInfo},
};

/// An event whose type this program does not know: its name and its data as JSON.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExternalEvent {
    name: String,
    data: Value,
}

impl ExternalEvent {
    /// The event's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The event's data.
    pub fn data(&self) -> &Value {
        &self.data
    }

    /// Reads the data as a type.
    ///
    /// # Errors
    /// A permanent [`Failure`](crate::Failure) if the data has another shape, since no retry can help.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(&self.data).map_err(crate::Failure::permanent)
    }
}

impl Event for ExternalEvent {
    type Codec = ExternalJson;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<ExternalEvent>("ExternalEvent");
        &INFO
    }

    fn key(&self) -> Option<Cow<'_, str>> {
        None
    }

    fn arrived(&mut self, name: &str) {
        name.clone_into(&mut self.name);
    }
}

/// JSON whose name travels outside of it.
#[derive(Clone, Copy, Debug)]
pub struct ExternalJson;

impl Codec<ExternalEvent> for ExternalJson {
    const CONTENT_TYPE: &'static str = "application/json";
    const FORM: Form = Form::Text;

    fn encode(event: &ExternalEvent) -> Result<Bytes, BoxError> {
        Ok(serde_json::to_vec(&event.data)?.into())
    }

    fn decode(body: &[u8]) -> Result<ExternalEvent, BoxError> {
        Ok(ExternalEvent { name: String::new(), data: serde_json::from_slice(body)? })
    }
}
