use bytes::Bytes;
use tidings_core::headers::Field;
use tidings_wire::link::{Body, Message, ORIGIN_QUEUE, Value, usual};

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

/// Most messages have no more headers of an application.
const USUAL: usize = 10;

/// What is said twice, by STOMP's own headers and by fields of ours: there it is read only if it is missing here.
#[derive(Default)]
struct Twice<'a> {
    theirs: Option<&'a str>,
    ours: Option<&'a str>,
}

impl<'a> Twice<'a> {
    fn missing(&self) -> Option<&'a str> {
        self.theirs.filter(|_| self.ours.is_none())
    }
}

/// What the headers of a `MESSAGE` say, with its body.
pub(crate) fn read(headers: &Headers, bytes: Bytes) -> Message {
    let mut message = Message { application: Vec::with_capacity(USUAL), ..Message::default() };
    let properties = &mut message.properties;
    let (mut correlation_id, mut subject, mut content_type) = <(Twice<'_>, Twice<'_>, Twice<'_>)>::default();
    for (header, value) in headers.iter() {
        match header {
            // The frame's own, or what its sender said to the broker.
            "subscription" | "message-id" | "destination" | "expires" | "redelivered" | "priority" | "ack"
            | "destination-type" | "content-length" | "receipt" => {}
            // The broker told its copies apart by it, which says nothing to whoever receives one.
            usual::DUPLICATE_ID => {}
            "persistent" => message.durable = value == "true",
            "timestamp" => first(&mut properties.creation_time, value.parse().ok().filter(|time| *time > 0)),
            name::CORRELATION_ID => first(&mut correlation_id.theirs, Some(value)),
            name::TYPE => first(&mut subject.theirs, Some(value)),
            name::CONTENT_TYPE | amqp::CONTENT_TYPE => first(&mut content_type.theirs, Some(value)),
            name::GROUP | amqp::GROUP => first(&mut properties.group_id, Some(value.to_owned())),
            name::REPLY_TO => first(&mut properties.reply_to, Some(value.to_owned())),
            amqp::MESSAGE_ID => first(&mut properties.message_id, native_id(value)),
            ORIGIN_QUEUE => first(&mut message.origin_queue, Some(value.to_owned())),
            _ => {
                let field = Field::of(header);
                match field {
                    Some(Field::CorrelationId) => first(&mut correlation_id.ours, Some(value)),
                    Some(Field::EventName) => first(&mut subject.ours, Some(value)),
                    Some(Field::ContentType) => first(&mut content_type.ours, Some(value)),
                    _ => {}
                }
                message.application.push((usual::name(field, header), Value::Text(usual::value(value))));
            }
        }
    }
    message.body = body(bytes, content_type.ours.or(content_type.theirs));
    properties.correlation_id = correlation_id.missing().map(id);
    properties.subject = subject.missing().map(|subject| subject.to_owned().into());
    properties.content_type = content_type.missing().map(usual::value);
    message
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
        Some(usual::JSON) => true,
        Some(kind) => kind.starts_with("text/") || kind.contains("json") || kind.contains("xml"),
        None => std::str::from_utf8(&bytes).is_ok(),
    };
    if is_text { Body::Text(bytes) } else { Body::Binary(bytes) }
}
