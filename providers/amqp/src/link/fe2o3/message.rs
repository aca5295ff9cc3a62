//! Messages as fe2o3-amqp writes and reads them.

use std::borrow::Cow;

use bytes::Bytes;
use fe2o3_amqp::types::{
    messaging::{
        self, AmqpValue, ApplicationProperties, Batch, Data, Header, MessageAnnotations, MessageId,
        annotations::OwnedKey,
    },
    primitives::{Binary, OrderedMap, SimpleValue, Symbol, Timestamp, Value as Any},
};

use super::text::Text;
use crate::link::{Body, Message, Properties, Value};

/// The annotation by which Artemis holds a message back, in milliseconds.
const DELIVERY_DELAY: &str = "x-opt-delivery-delay";

pub(super) type Outgoing = messaging::Message<messaging::Body<Text>>;
pub(super) type Ingoing = messaging::Message<messaging::Body<Any>>;

pub(super) fn write(message: Message) -> Outgoing {
    let annotations = message.delay.map(|delay| {
        let millis = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
        let mut annotations = OrderedMap::new();
        annotations.insert(OwnedKey::from(DELIVERY_DELAY), Any::Long(millis));
        MessageAnnotations(annotations)
    });
    let mut application = OrderedMap::with_capacity(message.application.len());
    for (name, value) in message.application {
        application.insert(name.into_owned(), write_value(value));
    }
    messaging::Message {
        header: Some(Header { durable: message.durable, ..Header::default() }),
        delivery_annotations: None,
        message_annotations: annotations,
        properties: Some(write_properties(message.properties)),
        application_properties: (!application.is_empty()).then_some(ApplicationProperties(application)),
        body: match message.body {
            Body::Text(text) => messaging::Body::Value(AmqpValue(Text(text))),
            Body::Binary(bytes) => messaging::Body::Data(Batch::new(vec![Data(Binary::from(bytes.to_vec()))])),
            Body::Empty | Body::Other(_) => messaging::Body::Empty,
        },
        footer: None,
    }
}

fn write_value(value: Value) -> SimpleValue {
    match value {
        Value::Text(text) => SimpleValue::String(text.into_owned()),
        Value::Other(text) => SimpleValue::String(text),
        Value::Bool(flag) => SimpleValue::Bool(flag),
        Value::Null => SimpleValue::Null,
    }
}

fn write_properties(properties: Properties) -> messaging::Properties {
    messaging::Properties {
        message_id: properties.message_id.map(MessageId::String),
        correlation_id: properties.correlation_id.map(MessageId::String),
        reply_to: properties.reply_to,
        subject: properties.subject,
        content_type: properties.content_type.map(|kind| Symbol::from(kind.into_owned())),
        creation_time: properties.creation_time.map(Timestamp::from_milliseconds),
        group_id: properties.group_id,
        ..messaging::Properties::default()
    }
}

pub(super) fn read(message: Ingoing) -> Message {
    let header = message.header.unwrap_or_default();
    Message {
        durable: header.durable,
        delivery_count: header.delivery_count,
        delay: None,
        properties: message.properties.map(read_properties).unwrap_or_default(),
        application: message
            .application_properties
            .map(|properties| {
                properties.0.into_iter().map(|(name, value)| (Cow::Owned(name), read_value(value))).collect()
            })
            .unwrap_or_default(),
        body: read_body(message.body),
    }
}

fn read_properties(properties: messaging::Properties) -> Properties {
    Properties {
        message_id: properties.message_id.and_then(read_id),
        correlation_id: properties.correlation_id.and_then(read_id),
        reply_to: properties.reply_to,
        subject: properties.subject,
        content_type: properties.content_type.map(|kind| Cow::Owned(kind.0)),
        creation_time: properties.creation_time.map(Timestamp::into_inner),
        group_id: properties.group_id,
    }
}

fn read_id(id: MessageId) -> Option<String> {
    match id {
        MessageId::String(text) => Some(text),
        MessageId::Ulong(number) => Some(number.to_string()),
        MessageId::Uuid(uuid) => Some(read_uuid(uuid.as_inner())),
        // It names nothing that a person or a header could repeat.
        MessageId::Binary(_) => None,
    }
}

fn read_uuid(bytes: &[u8; 16]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

fn read_value(value: SimpleValue) -> Value {
    match value {
        SimpleValue::Null => Value::Null,
        SimpleValue::Bool(flag) => Value::Bool(flag),
        SimpleValue::String(text) => Value::Text(Cow::Owned(text)),
        SimpleValue::Symbol(symbol) => Value::Text(Cow::Owned(symbol.0)),
        SimpleValue::Ubyte(number) => Value::Other(number.to_string()),
        SimpleValue::Ushort(number) => Value::Other(number.to_string()),
        SimpleValue::Uint(number) => Value::Other(number.to_string()),
        SimpleValue::Ulong(number) => Value::Other(number.to_string()),
        SimpleValue::Byte(number) => Value::Other(number.to_string()),
        SimpleValue::Short(number) => Value::Other(number.to_string()),
        SimpleValue::Int(number) => Value::Other(number.to_string()),
        SimpleValue::Long(number) => Value::Other(number.to_string()),
        SimpleValue::Float(number) => Value::Other(number.to_string()),
        SimpleValue::Double(number) => Value::Other(number.to_string()),
        SimpleValue::Char(character) => Value::Other(character.to_string()),
        SimpleValue::Timestamp(time) => Value::Other(time.into_inner().to_string()),
        SimpleValue::Uuid(uuid) => Value::Other(read_uuid(uuid.as_inner())),
        // Bytes and decimals have no text that a reader would expect.
        _ => Value::Null,
    }
}

fn read_body(body: messaging::Body<Any>) -> Body {
    match body {
        messaging::Body::Value(AmqpValue(Any::String(text))) => Body::Text(Bytes::from(text)),
        messaging::Body::Value(AmqpValue(Any::Binary(bytes))) => Body::Binary(Bytes::from(bytes.into_vec())),
        messaging::Body::Value(AmqpValue(Any::Null)) | messaging::Body::Empty => Body::Empty,
        messaging::Body::Value(AmqpValue(Any::Map(_))) => Body::Other("a map"),
        messaging::Body::Value(AmqpValue(Any::List(_) | Any::Array(_))) => Body::Other("a list"),
        messaging::Body::Value(_) => Body::Other("neither a string nor binary"),
        messaging::Body::Sequence(_) => Body::Other("a sequence"),
        messaging::Body::Data(batch) => {
            let mut sections = batch.into_iter().map(|data| data.0.into_vec());
            let mut bytes = sections.next().unwrap_or_default();
            sections.for_each(|section| bytes.extend(section));
            Body::Binary(Bytes::from(bytes))
        }
    }
}
