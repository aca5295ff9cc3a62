use std::sync::Arc;

use serde::Serialize;

use super::{Context, Outbound, SharedEnvelope};
use crate::{
    codec::{Codec, Form, Json},
    envelope::{Encoded, Envelope, Head},
    error::{Error, ErrorKind},
};

/// An envelope of JSON under the name of an event.
pub(super) fn emit<T: Serialize + ?Sized>(
    out: &dyn Outbound,
    context: Option<&Context>,
    name: &str,
    data: &T,
) -> Result<SharedEnvelope, Error> {
    let event = out.named(name)?;
    let bytes = serde_json::to_vec(data).map_err(|error| {
        Error::new(ErrorKind::Encode, "encode an event").with("event", name.escape_debug()).with_source(error)
    })?;
    let mut head = Head::new(event, out.runtime().clone());
    Context::write(context, &mut head);
    let body = Encoded::new(bytes.into(), <Json as Codec<serde_json::Value>>::CONTENT_TYPE, Form::Text);
    Ok(Arc::new(Envelope::encoded(head, body)))
}
