//! Texts that are the same for most events: no message has a copy of its own.

use std::borrow::Cow;

use tidings_core::headers::Field;

/// The media type of what does not say its own, and of nearly all that does.
pub const JSON: &str = "application/json";
/// The name by which Artemis drops a second message of one id.
pub const DUPLICATE_ID: &str = "_AMQ_DUPL_ID";

/// A value as a [`Message`](super::Message) holds it.
pub fn value(text: &str) -> Cow<'static, str> {
    match text {
        // A version, nearly always.
        "1" => "1".into(),
        JSON => JSON.into(),
        other => other.to_owned().into(),
    }
}

/// The name of a value, which may be that of a field of ours.
pub fn name(field: Option<Field>, text: &str) -> Cow<'static, str> {
    field.map_or_else(|| text.to_owned().into(), |field| field.name().into())
}
