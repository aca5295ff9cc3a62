//! `SEND` frames as messages of the model, and its messages as `MESSAGE` frames.

use std::sync::Arc;

use tidings_stomp::codec::{Command, Frame};

use crate::model::{Body, ConsumerId, DeliveryId, Message, Payload, Time, Value};

/// What a `SEND` says to the broker alone.
const SAID: [&str; 12] = [
    "destination",
    "destination-type",
    "receipt",
    "content-length",
    "persistent",
    "AMQ_SCHEDULED_DELAY",
    "JMSXGroupID",
    "correlation-id",
    "reply-to",
    "type",
    "content-type",
    "transaction",
];

/// The message of a `SEND`; `None` if a number in it is none.
pub(super) fn of_send(frame: &Frame) -> Option<Message> {
    let text = |name: &str| frame.header(name).map(str::to_owned);
    let shared = |name: &str| frame.header(name).map(Arc::from);
    let delay = match frame.header("AMQ_SCHEDULED_DELAY") {
        Some(delay) => Some(Time::from_millis(delay.parse().ok()?)),
        None => None,
    };
    let mut application: Vec<(String, Value)> = Vec::with_capacity(frame.headers.len());
    for (name, value) in frame.headers.iter().filter(|(name, _)| !SAID.contains(name)) {
        // Of a repeated header the first counts.
        if application.iter().all(|(known, _)| known != name) {
            application.push((name.to_owned(), Value::Text(value.to_owned())));
        }
    }
    let body = match (frame.body.is_empty(), frame.header("content-length")) {
        (true, _) => Body::Empty,
        (false, None) => Body::Text(frame.body.clone()),
        (false, Some(_)) => Body::Binary(frame.body.clone()),
    };
    let payload = Payload {
        message_id: None,
        correlation_id: text("correlation-id"),
        reply_to: text("reply-to"),
        subject: text("type"),
        content_type: text("content-type"),
        creation_time: None,
        application,
        body,
    };
    Some(Message {
        durable: frame.header("persistent") == Some("true"),
        delay,
        group: shared("JMSXGroupID"),
        duplicate_id: shared("_AMQ_DUPL_ID"),
        to: shared("destination"),
        ..Message::default().with_payload(payload)
    })
}

/// A delivery on its way to a subscription.
pub(super) struct Given<'a> {
    pub(super) subscription: &'a str,
    pub(super) consumer: ConsumerId,
    pub(super) delivery: DeliveryId,
    pub(super) message: &'a Message,
    pub(super) count: u32,
    pub(super) acknowledged: bool,
}

/// The `MESSAGE` of a delivery. `address` is that of the queue that gives it.
pub(super) fn to_frame(given: &Given<'_>, address: &str) -> Frame {
    let message = given.message;
    let payload = &message.payload;
    // What the broker moved was sent to where it is now.
    let sent_to = message.to.as_deref().filter(|_| message.origin_address.is_none()).unwrap_or(address);
    let mut frame = Frame::new(Command::Message)
        .with_header("subscription", given.subscription)
        .with_header("message-id", &given.delivery.0.to_string())
        .with_header("destination", sent_to)
        .with_header("expires", "0")
        .with_header("redelivered", if given.count > 0 { "true" } else { "false" })
        .with_header("priority", "4")
        .with_header("persistent", if message.durable { "true" } else { "false" })
        .with_header("timestamp", "0");
    let own = [
        ("content-type", payload.content_type.as_deref()),
        ("correlation-id", payload.correlation_id.as_deref()),
        ("reply-to", payload.reply_to.as_deref()),
        ("type", payload.subject.as_deref()),
        ("JMSXGroupID", message.group.as_deref()),
        ("_AMQ_ORIG_ADDRESS", message.origin_address.as_deref()),
        ("_AMQ_ORIG_QUEUE", message.origin_queue.as_deref()),
    ];
    for (name, value) in own.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        frame.headers.push(name, value);
    }
    for (name, value) in &payload.application {
        match value {
            Value::Text(text) => frame.headers.push(name, text),
            Value::Bool(flag) => frame.headers.push(name, if *flag { "true" } else { "false" }),
            Value::Number(number) => frame.headers.push(name, &number.to_string()),
            Value::Null => frame.headers.push(name, ""),
        }
    }
    if given.acknowledged {
        frame.headers.push("ack", &ack_id(given.consumer, given.delivery));
    }
    match &payload.body {
        Body::Empty => frame,
        Body::Text(body) | Body::Binary(body) => frame.with_binary(body.clone()),
    }
}

/// What a delivery is acknowledged by.
pub(super) fn ack_id(consumer: ConsumerId, delivery: DeliveryId) -> String {
    format!("{},{}", consumer.0, delivery.0)
}
