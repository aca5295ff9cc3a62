use std::borrow::Cow;

use bytes::Bytes;
use tidings_core::headers::Field;
use tidings_wire::link::{Body, Message, Value};

use super::name;
use crate::codec::Headers;

/// What Artemis makes of the properties of an AMQP message.
mod amqp {
    pub(super) const CONTENT_TYPE: &str = "JMS_AMQP_ContentType";
    pub(super) const GROUP: &str = "_AMQ_GROUP_ID";
    pub(super) const MESSAGE_ID: &str = "NATIVE_MESSAGE_ID";
    /// How the sort of an id is written in front of it; binary ones name nothing that a header could repeat.
    pub(super) const IDS: [&str; 3] = ["ID:AMQP_NO_PREFIX:", "ID:AMQP_UUID:", "ID:AMQP_ULONG:"];
}

/// The header in which Artemis names the queue of a message that it gave up on.
const ORIGIN_QUEUE: &str = "_AMQ_ORIG_QUEUE";
/// The property by which the broker told its copies apart, which says nothing to whoever receives one.
const DUPLICATE_ID: &str = "_AMQ_DUPL_ID";
const JSON: &str = "application/json";
/// Most messages have no more headers of an application.
const USUAL: usize = 10;

/// What is said twice, by STOMP's own headers and by fields of ours: there it is read only if it is missing here.
#[derive(Default)]
struct Theirs<'a> {
    correlation_id: Option<&'a str>,
    subject: Option<&'a str>,
    content_type: Option<&'a str>,
}

/// Which fields of ours there are.
#[derive(Default)]
struct Ours(u32);

impl Ours {
    fn note(&mut self, field: Field) {
        self.0 |= 1 << field as u32;
    }

    fn lack(&self, field: Field) -> bool {
        self.0 & (1 << field as u32) == 0
    }
}

/// What the headers of a `MESSAGE` say, with its body.
pub(crate) fn read(headers: &Headers, bytes: Bytes) -> Message {
    let mut message = Message { application: Vec::with_capacity(USUAL), ..Message::default() };
    let properties = &mut message.properties;
    let (mut theirs, mut ours, mut our_type) = (Theirs::default(), Ours::default(), None);
    for (header, value) in headers.iter() {
        match header {
            // The frame's own, or what its sender said to the broker.
            "subscription" | "message-id" | "destination" | "expires" | "redelivered" | "priority" | "ack"
            | "destination-type" | "content-length" | "receipt" | DUPLICATE_ID => {}
            "persistent" => message.durable = value == "true",
            "timestamp" => first(&mut properties.creation_time, value.parse().ok().filter(|time| *time > 0)),
            name::CORRELATION_ID => first(&mut theirs.correlation_id, Some(value)),
            name::TYPE => first(&mut theirs.subject, Some(value)),
            name::CONTENT_TYPE | amqp::CONTENT_TYPE => first(&mut theirs.content_type, Some(value)),
            name::GROUP | amqp::GROUP => first(&mut properties.group_id, Some(value.to_owned())),
            name::REPLY_TO => first(&mut properties.reply_to, Some(value.to_owned())),
            amqp::MESSAGE_ID => first(&mut properties.message_id, native_id(value)),
            ORIGIN_QUEUE => first(&mut message.origin_queue, Some(value.to_owned())),
            _ => {
                let field = Field::of(header);
                if let Some(field) = field {
                    ours.note(field);
                }
                if field == Some(Field::ContentType) {
                    first(&mut our_type, Some(value));
                }
                let name = field.map_or_else(|| Cow::Owned(header.to_owned()), |field| Cow::Borrowed(field.name()));
                message.application.push((name, Value::Text(text(value))));
            }
        }
    }
    message.body = body(bytes, our_type.or(theirs.content_type));
    if ours.lack(Field::CorrelationId) {
        properties.correlation_id = theirs.correlation_id.map(id);
    }
    if ours.lack(Field::EventName) {
        properties.subject = theirs.subject.map(text);
    }
    if ours.lack(Field::ContentType) {
        properties.content_type = theirs.content_type.map(text);
    }
    message
}

/// What most values of some headers are is not copied for each.
fn text(value: &str) -> Cow<'static, str> {
    match value {
        "1" => "1".into(),
        JSON => JSON.into(),
        other => other.to_owned().into(),
    }
}

/// Of a repeated header the first counts.
fn first<T>(place: &mut Option<T>, value: Option<T>) {
    if place.is_none() {
        *place = value;
    }
}

fn id(value: &str) -> String {
    native_id(value).unwrap_or_else(|| value.to_owned())
}

fn native_id(value: &str) -> Option<String> {
    amqp::IDS.iter().find_map(|sort| value.strip_prefix(sort)).map(str::to_owned)
}

/// A broker gives text and bytes alike, with a `content-length`: what a body is shows by its media type, or by itself.
fn body(bytes: Bytes, content_type: Option<&str>) -> Body {
    let is_text = match content_type {
        _ if bytes.is_empty() => return Body::Empty,
        Some(JSON) => true,
        Some(kind) => kind.starts_with("text/") || kind.contains("json") || kind.contains("xml"),
        None => std::str::from_utf8(&bytes).is_ok(),
    };
    if is_text { Body::Text(bytes) } else { Body::Binary(bytes) }
}
