use std::borrow::Cow;

use bytes::Bytes;
use tidings_wire::link::{Body, Message, Value};

use super::name;
use crate::codec::Frame;

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
/// The media type of what is text whatever is in it.
const OURS: &str = "content_type";

/// What a `MESSAGE` says.
pub(crate) fn read(frame: Frame) -> Message {
    let mut message = Message::default();
    let properties = &mut message.properties;
    let mut ours = None;
    for (header, value) in frame.headers.iter() {
        match header {
            // The frame's own, or what its sender said to the broker.
            "subscription" | "message-id" | "destination" | "expires" | "redelivered" | "priority" | "ack"
            | "destination-type" | "content-length" | "receipt" => {}
            "persistent" => message.durable = value == "true",
            "timestamp" => first(&mut properties.creation_time, value.parse().ok().filter(|time| *time > 0)),
            name::CORRELATION_ID => first(&mut properties.correlation_id, Some(id(value))),
            name::TYPE => first(&mut properties.subject, Some(Cow::Owned(value.to_owned()))),
            name::CONTENT_TYPE | amqp::CONTENT_TYPE => {
                first(&mut properties.content_type, Some(Cow::Owned(value.to_owned())));
            }
            name::GROUP | amqp::GROUP => first(&mut properties.group_id, Some(value.to_owned())),
            name::REPLY_TO => first(&mut properties.reply_to, Some(value.to_owned())),
            amqp::MESSAGE_ID => first(&mut properties.message_id, native_id(value)),
            ORIGIN_QUEUE => first(&mut message.origin_queue, Some(value.to_owned())),
            _ => {
                if header == OURS {
                    first(&mut ours, Some(value.to_owned()));
                }
                message.application.push((Cow::Owned(header.to_owned()), Value::Text(Cow::Owned(value.to_owned()))));
            }
        }
    }
    message.body = body(frame.body, ours.as_deref().or(properties.content_type.as_deref()));
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
        Some(kind) => kind.starts_with("text/") || kind.contains("json") || kind.contains("xml"),
        None => std::str::from_utf8(&bytes).is_ok(),
    };
    if is_text { Body::Text(bytes) } else { Body::Binary(bytes) }
}
