use tidings_wire::link::{Body, Message, Value};

use super::name;
use crate::{
    codec::{EncodeError, FrameWriter},
    dialect::Dialect,
};

/// The header that is longer than the broker takes; it would end the connection.
pub(crate) fn too_long(message: &Message, dialect: Dialect) -> Option<&str> {
    let limit = dialect.longest_header()?;
    // An escaped character takes two bytes.
    let length = |text: &str| text.bytes().map(|byte| if b"\r\n:\\".contains(&byte) { 2 } else { 1 }).sum::<usize>();
    let is_long = |name: &str, value: &Value| matches!(value, Value::Text(text) if length(name) + length(text) > limit);
    message.application.iter().find(|(name, value)| is_long(name, value)).map(|(name, _)| &**name)
}

/// Writes the rest of a frame: every header but where it goes, and the body.
///
/// # Errors
/// What cannot be said in STOMP; nothing was written.
pub(crate) fn write(
    mut frame: FrameWriter<'_>,
    message: &Message,
    receipt: u64,
    dialect: Dialect,
) -> Result<(), EncodeError> {
    frame = frame.number("receipt", receipt);
    if message.durable {
        frame = frame.header("persistent", "true");
    }
    if let Some(delay) = message.delay {
        frame = frame.number("AMQ_SCHEDULED_DELAY", u64::try_from(delay.as_millis()).unwrap_or(u64::MAX));
    }
    let properties = &message.properties;
    let own = [
        (name::CORRELATION_ID, properties.correlation_id.as_deref()),
        (name::TYPE, properties.subject.as_deref()),
        (name::CONTENT_TYPE, properties.content_type.as_deref()),
        (name::GROUP, properties.group_id.as_deref()),
        (name::REPLY_TO, properties.reply_to.as_deref()),
    ];
    for (name, value) in own {
        if let Some(value) = value {
            frame = frame.header(name, value);
        }
    }
    for (name, value) in &message.application {
        if name.starts_with("_AMQ_") && !dialect.is_artemis() {
            continue;
        }
        frame = match value {
            Value::Text(text) => frame.header(name, text),
            Value::Other(text) => frame.header(name, text),
            Value::Bool(flag) => frame.header(name, if *flag { "true" } else { "false" }),
            Value::Null => frame,
        };
    }
    match &message.body {
        // A text ends at its first NUL, and the broker mends what is no UTF-8.
        Body::Text(text) if memchr::memchr(0, text).is_none() && std::str::from_utf8(text).is_ok() => frame.text(text),
        Body::Text(bytes) | Body::Binary(bytes) => frame.binary(bytes),
        Body::Empty | Body::Other(_) => frame.end(),
    }
}
