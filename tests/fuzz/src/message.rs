//! Any bytes are an AMQP message or an error, and any message is an event, or something unreadable that keeps what can be
//! kept; also among dead letters. What is read is written as it was.
//! Run: `scripts/ci/fuzz.sh 30`
#![no_main]

use std::{borrow::Cow, hint::black_box};

use bytes::Bytes;
use fe2o3_amqp_types::{
    messaging::{Body as AmqpBody, Message as AmqpMessage, message::__private::Deserializable},
    primitives::Value as AmqpValue,
};
use libfuzzer_sys::fuzz_target;
use tidings_wire::link::{Body, Message, Properties, Value};

// The first byte says whether the rest is what a peer sends, or the parts of a message.
fuzz_target!(|input: &[u8]| {
    let [kind, rest @ ..] = input else { return };
    let message = match kind % 2 {
        0 => {
            let read = serde_amqp::from_slice::<Deserializable<AmqpMessage<AmqpBody<AmqpValue>>>>(rest);
            let Ok(Deserializable(message)) = read else { return };
            tidings_amqp::fuzzed::read(message)
        }
        _ => made(rest),
    };
    black_box(tidings_wire::fuzzed::read(message));
});

/// The names that mean something, and one that does not.
const NAMES: [&str; 20] = [
    "event_id",
    "event_name",
    "event_version",
    "occurred_at",
    "correlation_id",
    "causation_id",
    "event_key",
    "attempt",
    "replay",
    "content_type",
    "traceparent",
    "dead_letter_reason",
    "dead_letter_listener",
    "dead_letter_queue",
    "dead_letter_event",
    "dead_letter_time",
    "dead_letter_attempts",
    "_AMQ_DUPL_ID",
    "JMSXGroupID",
    "tenant",
];

/// A message of these parts: pieces of text, each behind a byte that says what it is.
fn made(mut rest: &[u8]) -> Message {
    let mut message = Message { properties: Properties::default(), ..Message::default() };
    while let [what, length, tail @ ..] = rest {
        let (piece, tail) = tail.split_at(usize::from(*length).min(tail.len()));
        rest = tail;
        let text = String::from_utf8_lossy(piece).into_owned();
        match what % 32 {
            0 => message.body = Body::Text(Bytes::copy_from_slice(piece)),
            1 => message.body = Body::Binary(Bytes::copy_from_slice(piece)),
            2 => message.body = Body::Other("map"),
            3 => message.properties.message_id = Some(text),
            4 => message.properties.correlation_id = Some(text),
            5 => message.properties.subject = Some(text),
            6 => message.properties.content_type = Some(text.into()),
            7 => message.properties.group_id = Some(text),
            8 => message.properties.creation_time = piece.first_chunk().map(|bytes| i64::from_le_bytes(*bytes)),
            9 => message.origin_queue = Some(text),
            10 => message.durable = piece.is_empty(),
            11 => message.application.push((Cow::Owned(text), Value::Null)),
            name => {
                let name = NAMES[usize::from(name - 12) % NAMES.len()];
                let value = match what / 32 {
                    0 => Value::Other(text),
                    1 => Value::Bool(piece.is_empty()),
                    2 => Value::Null,
                    _ => Value::Text(Cow::Owned(text)),
                };
                message.application.push((Cow::Borrowed(name), value));
            }
        }
    }
    message
}
