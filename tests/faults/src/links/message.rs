//! Messages of the link seam in words of the model, and back.

use std::{borrow::Cow, sync::Arc};

use tidings_wire::link;

use crate::model::{Body, Message, Payload, Value};

/// The property that makes the broker drop a second message of one id.
const DUPLICATE_ID: &str = "_AMQ_DUPL_ID";

pub(super) fn to_model(message: link::Message) -> Message {
    let properties = message.properties;
    let application: Vec<_> =
        message.application.into_iter().map(|(name, value)| (name.into_owned(), value_to_model(value))).collect();
    let duplicate_id = application.iter().find(|(name, _)| name == DUPLICATE_ID).and_then(|(_, value)| match value {
        Value::Text(id) => Some(Arc::from(id.as_str())),
        _ => None,
    });
    Message {
        durable: message.durable,
        delay: message.delay,
        group: properties.group_id.map(Arc::from),
        duplicate_id,
        payload: Arc::new(Payload {
            message_id: properties.message_id,
            correlation_id: properties.correlation_id,
            reply_to: properties.reply_to,
            subject: properties.subject.map(Cow::into_owned),
            content_type: properties.content_type.map(Cow::into_owned),
            creation_time: properties.creation_time,
            application,
            body: match message.body {
                link::Body::Text(body) => Body::Text(body),
                link::Body::Binary(body) => Body::Binary(body),
                link::Body::Empty | link::Body::Other(_) => Body::Empty,
            },
        }),
        ..Message::default()
    }
}

pub(super) fn from_model(message: &Message) -> link::Message {
    let payload = &message.payload;
    let application = payload.application.iter().map(|(name, value)| (Cow::Owned(name.clone()), from_value(value)));
    link::Message {
        durable: message.durable,
        delay: message.delay,
        // Of what had no queue at all AMQP does not speak.
        origin_queue: message.origin_queue.as_deref().filter(|queue| !queue.is_empty()).map(str::to_owned),
        properties: link::Properties {
            message_id: payload.message_id.clone(),
            correlation_id: payload.correlation_id.clone(),
            reply_to: payload.reply_to.clone(),
            subject: payload.subject.clone().map(Cow::Owned),
            content_type: payload.content_type.clone().map(Cow::Owned),
            creation_time: payload.creation_time,
            group_id: message.group.as_deref().map(str::to_owned),
        },
        application: application.collect(),
        body: match &payload.body {
            Body::Text(body) => link::Body::Text(body.clone()),
            Body::Binary(body) => link::Body::Binary(body.clone()),
            Body::Empty => link::Body::Empty,
        },
    }
}

fn value_to_model(value: link::Value) -> Value {
    match value {
        link::Value::Text(text) => Value::Text(text.into_owned()),
        link::Value::Bool(flag) => Value::Bool(flag),
        link::Value::Other(text) => Value::Text(text),
        link::Value::Null => Value::Null,
    }
}

fn from_value(value: &Value) -> link::Value {
    match value {
        Value::Text(text) => link::Value::Text(text.clone().into()),
        Value::Bool(flag) => link::Value::Bool(*flag),
        Value::Number(number) => link::Value::Other(number.to_string()),
        Value::Null => link::Value::Null,
    }
}
