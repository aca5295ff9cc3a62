//! Messages of AMQP, with what an event has.

use std::{borrow::Cow, hint::black_box};

use bytes::Bytes;
use tidings_wire::link::{Body, Message, Properties, Value};

use super::work::{Coming, Work, synchronous};

const BODY: &[u8] = br#"{"id":1000001,"customer":"Ada Lovelace","street":"12 St James's Square, second floor","city":"London, United Kingdom","amount":1234.5,"items":[101,202,303,404,505,606]}"#;

const APPLICATION: [(&str, &str); 7] = [
    ("event_id", "0191f5a0-7b1c-7c3e-9a57-3f2b8c1d4e5f"),
    ("event_name", "OrderPlaced"),
    ("event_version", "1"),
    ("occurred_at", "2026-11-21T10:00:00.123456Z"),
    ("correlation_id", "0191f5a0-7b1c-7c3e-9a57-3f2b8c1d4e60"),
    ("content_type", "application/json"),
    ("tenant", "acme"),
];

pub(super) fn encode() -> Coming<Work> {
    synchronous(|| {
        black_box(tidings_amqp::fuzzed::encode(message())?);
        Ok(())
    })
}

pub(super) fn decode() -> Coming<Work> {
    let bytes = tidings_amqp::fuzzed::encode(message()).unwrap_or_default();
    synchronous(move || {
        black_box(tidings_amqp::fuzzed::decode(black_box(&bytes))?);
        Ok(())
    })
}

fn message() -> Message {
    let text = |text: &str| text.to_owned();
    Message {
        durable: true,
        properties: Properties {
            message_id: Some(text("0191f5a0-7b1c-7c3e-9a57-3f2b8c1d4e5f")),
            correlation_id: Some(text("0191f5a0-7b1c-7c3e-9a57-3f2b8c1d4e60")),
            subject: Some(text("OrderPlaced")),
            content_type: Some("application/json".into()),
            creation_time: Some(1_763_719_200_123),
            ..Properties::default()
        },
        application: APPLICATION
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), Value::Text(Cow::Owned(text(value)))))
            .collect(),
        body: Body::Text(Bytes::from_static(BODY)),
        ..Message::default()
    }
}
