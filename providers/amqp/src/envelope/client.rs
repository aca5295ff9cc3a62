//! Messages as fe2o3-amqp writes them: what ours are held against.

use std::borrow::Cow;

use fe2o3_amqp::types::{
    messaging::{
        self, AmqpValue, ApplicationProperties, Batch, Data, Header, MessageAnnotations, MessageId,
        annotations::OwnedKey, message::__private::Serializable,
    },
    primitives::{Binary, OrderedMap, SimpleValue, Symbol, Timestamp, Value as Any},
};

use tidings_wire::link::{Body, Message, Properties, Value};

use super::DELIVERY_DELAY;

/// Its bytes of a message whose text is text.
pub(super) fn bytes(message: Message) -> Vec<u8> {
    serde_amqp::to_vec(&Serializable(write(message))).unwrap()
}

fn write(message: Message) -> messaging::Message<messaging::Body<String>> {
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
            Body::Text(text) => messaging::Body::Value(AmqpValue(String::from_utf8(text.to_vec()).unwrap())),
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
        subject: properties.subject.map(Cow::into_owned),
        content_type: properties.content_type.map(|kind| Symbol::from(kind.into_owned())),
        creation_time: properties.creation_time.map(Timestamp::from_milliseconds),
        group_id: properties.group_id,
        ..messaging::Properties::default()
    }
}
