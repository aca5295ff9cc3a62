//! Messages of AMQP, with what an event has.

use std::{borrow::Cow, hint::black_box};

use bytes::Bytes;
use tidings_wire::link::{Body, Message, Properties, Value};

use super::{
    event::{BODY, HEADERS},
    work::{Coming, Work, synchronous},
};

pub(super) fn encode() -> Coming<Work> {
    synchronous(|| {
        black_box(tidings_amqp::fuzzed::encode(&message())?);
        Ok(())
    })
}

pub(super) fn decode() -> Coming<Work> {
    let bytes = tidings_amqp::fuzzed::encode(&message()).unwrap_or_default();
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
            subject: Some("OrderPlaced".into()),
            content_type: Some("application/json".into()),
            creation_time: Some(1_763_719_200_123),
            ..Properties::default()
        },
        application: HEADERS
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), Value::Text(Cow::Owned(text(value)))))
            .collect(),
        body: Body::Text(Bytes::from_static(BODY)),
        ..Message::default()
    }
}
