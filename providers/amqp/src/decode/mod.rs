//! Reads messages: AMQP 1.0 §3.2.
//!
//! A message is decoded once and without values in between, most of its body not even copied. Where it is not what it
//! should be, it is one that cannot be read: nothing here panics, and no length is trusted.

mod reader;
mod value;

#[cfg(test)]
mod tests;

use bytes::{Bytes, BytesMut};
use tidings_wire::link::{Body, Message, Properties, usual};

use reader::{Malformed, Raw, Reader};

/// The annotation in which Artemis names the queue of a message that it gave up on.
const ORIGIN_QUEUE: &str = "x-opt-ORIG-QUEUE";

/// A message, and whether its header says that it was delivered before.
pub(crate) struct Decoded {
    pub(crate) message: Message,
    pub(crate) redelivered: bool,
}

/// Reads a whole message.
///
/// # Errors
/// Why it cannot be read.
pub(crate) fn decode(bytes: &Bytes) -> Result<Decoded, String> {
    let mut decoded = Decoded { message: Message::default(), redelivered: false };
    match read(bytes, &mut decoded) {
        Ok(()) => Ok(decoded),
        Err(Malformed(why)) => Err(why.to_owned()),
    }
}

fn read(bytes: &Bytes, decoded: &mut Decoded) -> Result<(), Malformed> {
    let mut reader = Reader(bytes);
    let message = &mut decoded.message;
    while !reader.is_empty() {
        let (section, value) = reader.section()?;
        match section {
            0x70 => {
                let mut fields = value.elements()?;
                message.durable = fields.next().transpose()?.and_then(Raw::flag).unwrap_or_default();
                let delivery_count = fields.nth(3).transpose()?.and_then(Raw::unsigned);
                decoded.redelivered = delivery_count.is_some_and(|count| count > 0);
            }
            0x72 => message.origin_queue = origin_queue(value)?,
            0x73 => message.properties = properties(value)?,
            0x74 => message.application = value::application(value)?,
            0x75 => {
                let data = value.binary().ok_or(Malformed("a data section is not binary"))?;
                message.body = Body::Binary(match std::mem::take(&mut message.body) {
                    Body::Binary(before) if !before.is_empty() => joined(before, data),
                    _ => bytes.slice_ref(data),
                });
            }
            0x76 => message.body = Body::Other("a sequence"),
            0x77 => message.body = body(value, bytes)?,
            0x71 | 0x78 => {}
            _ => return Err(Malformed("a section is of an unknown kind")),
        }
    }
    Ok(())
}

fn joined(before: Bytes, data: &[u8]) -> Bytes {
    let mut all = BytesMut::from(before);
    all.extend_from_slice(data);
    all.freeze()
}

fn origin_queue(annotations: Raw<'_>) -> Result<Option<String>, Malformed> {
    let mut elements = annotations.elements()?;
    while let Some(key) = elements.next().transpose()? {
        let value = elements.next().ok_or(Malformed("a map has a key without a value"))??;
        if key.bytes == ORIGIN_QUEUE.as_bytes() {
            return value.text().transpose().map(|queue| queue.map(str::to_owned));
        }
    }
    Ok(None)
}

fn properties(list: Raw<'_>) -> Result<Properties, Malformed> {
    let mut properties = Properties::default();
    for (at, field) in list.elements()?.enumerate() {
        let field = field?;
        if field.is_null() {
            continue;
        }
        let text = |field: Raw<'_>| field.text().transpose().map(|text| text.map(str::to_owned));
        match at {
            0 => properties.message_id = value::id(field)?,
            3 => properties.subject = text(field)?.map(Into::into),
            4 => properties.reply_to = text(field)?,
            5 => properties.correlation_id = value::id(field)?,
            6 => properties.content_type = field.text().transpose()?.map(usual::value),
            9 => properties.creation_time = field.timestamp(),
            10 => properties.group_id = text(field)?,
            _ => {}
        }
    }
    Ok(properties)
}

fn body(value: Raw<'_>, whole: &Bytes) -> Result<Body, Malformed> {
    Ok(match value.code {
        _ if value.is_described => Body::Other("neither a string nor binary"),
        0x40 => Body::Empty,
        0xa0 | 0xb0 => Body::Binary(whole.slice_ref(value.bytes)),
        0xa1 | 0xb1 => match std::str::from_utf8(value.bytes) {
            Ok(_) => Body::Text(whole.slice_ref(value.bytes)),
            Err(_) => return Err(Malformed("a text is no UTF-8")),
        },
        0xc1 | 0xd1 => Body::Other("a map"),
        0x45 | 0xc0 | 0xd0 | 0xe0 | 0xf0 => Body::Other("a list"),
        _ => Body::Other("neither a string nor binary"),
    })
}
