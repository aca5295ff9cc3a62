//! Any message is an event, or something unreadable that keeps what can be kept; also among dead letters. What is read is
//! written as it was.
//! Run: `scripts/ci/fuzz.sh 30`
#![no_main]

use std::{borrow::Cow, hint::black_box};

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use tidings_wire::link::{Body, Message, Properties, Value};

// The parts of a message, which travels through AMQP's words and back before it is read; and the bytes of one, and of frames.
fuzz_target!(|input: &[u8]| {
    drop(black_box(tidings_amqp::fuzzed::decode(input).map(tidings_wire::fuzzed::read)));
    black_box(tidings_amqp::fuzzed::passed(input));
    black_box(tidings_wire::fuzzed::read(made(input)));
    black_box(tidings_wire::fuzzed::read(tidings_amqp::fuzzed::read_again(made(input))));
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
            5 => message.properties.subject = Some(text.into()),
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
