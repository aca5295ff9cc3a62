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

use tidings_wire::link::{Body, Message, Properties, Value};

use crate::{guarded::Guarded, text::Text};

/// The annotation by which Artemis holds a message back, in milliseconds.
const DELIVERY_DELAY: &str = "x-opt-delivery-delay";

/// The annotation in which Artemis names the queue of a message that it gave up on.
const ORIGIN_QUEUE: &str = "x-opt-ORIG-QUEUE";

pub(crate) type Outgoing = messaging::Message<messaging::Body<Text>>;
pub(crate) type Ingoing = messaging::Message<messaging::Body<Guarded>>;

pub(crate) fn write(message: Message) -> Outgoing {
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

pub(crate) fn read(message: Ingoing) -> Message {
    let header = message.header.unwrap_or_default();
    Message {
        durable: header.durable,
        delay: None,
        origin_queue: message.message_annotations.and_then(|annotations| origin_queue(&annotations)),
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

fn origin_queue(annotations: &MessageAnnotations) -> Option<String> {
    match annotations.0.get(&OwnedKey::from(ORIGIN_QUEUE))? {
        Any::String(queue) => Some(queue.clone()),
        _ => None,
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

fn read_body(body: messaging::Body<Guarded>) -> Body {
    match body {
        messaging::Body::Value(AmqpValue(Guarded(value))) => read_body_value(value),
        messaging::Body::Empty => Body::Empty,
        messaging::Body::Sequence(_) => Body::Other("a sequence"),
        messaging::Body::Data(batch) => {
            let mut sections = batch.into_iter().map(|data| data.0.into_vec());
            let mut bytes = sections.next().unwrap_or_default();
            sections.for_each(|section| bytes.extend(section));
            Body::Binary(Bytes::from(bytes))
        }
    }
}

fn read_body_value(value: Any) -> Body {
    match value {
        Any::String(text) => Body::Text(Bytes::from(text)),
        Any::Binary(bytes) => Body::Binary(Bytes::from(bytes.into_vec())),
        Any::Null => Body::Empty,
        Any::Map(_) => Body::Other("a map"),
        Any::List(_) | Any::Array(_) => Body::Other("a list"),
        _ => Body::Other("neither a string nor binary"),
    }
}

#[cfg(test)]
mod tests {
    use fe2o3_amqp::types::messaging::message::__private::{Deserializable, Serializable};

    use super::*;

    /// What aspyx-event 0.9.3 puts on the wire for `{"hello": "world"}`: an empty header and empty properties.
    const PEER: &str = "0053704500537345005374d10000000400000000005377a1127b2268656c6c6f223a2022776f726c64227d";
    /// The same with its header `session`.
    const PEER_WITH_HEADER: &str = "0053704500537345005374d10000001200000002a10773657373696f6ea103732d31005377a1127b2268656c6c6f223a2022776f726c64227d";

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn decode(hex: &str) -> Message {
        let message: Deserializable<Ingoing> = serde_amqp::from_slice(&bytes(hex)).unwrap();
        read(message.0)
    }

    fn text(body: &Body) -> &str {
        match body {
            Body::Text(text) => std::str::from_utf8(text).unwrap(),
            _ => panic!("no text"),
        }
    }

    #[test]
    fn what_a_peer_puts_on_the_wire_is_read() {
        let message = decode(PEER);
        assert_eq!(text(&message.body), "{\"hello\": \"world\"}");
        assert!(message.application.is_empty() && !message.durable);
        let message = decode(PEER_WITH_HEADER);
        assert!(
            matches!(&message.application[..], [(name, Value::Text(value))] if name == "session" && value == "s-1")
        );
    }

    #[test]
    fn a_short_and_a_long_header_use_both_encodings_of_a_string() {
        let long = "x".repeat(300);
        for value in ["s-1".to_owned(), long] {
            let message = Message {
                application: vec![("session".into(), Value::Text(value.clone().into()))],
                body: Body::Text(Bytes::from_static(b"{}")),
                ..Message::default()
            };
            let encoded = serde_amqp::to_vec(&Serializable(write(message))).unwrap();
            let read = decode(&hex(&encoded));
            assert!(matches!(&read.application[..], [(_, Value::Text(read))] if *read == *value));
        }
    }

    #[test]
    fn what_we_put_on_the_wire_has_golden_bytes_and_the_body_section_of_the_peer() {
        let message = Message {
            durable: true,
            delay: Some(std::time::Duration::from_millis(1500)),
            properties: Properties {
                message_id: Some("id".into()),
                subject: Some("order.placed".into()),
                content_type: Some("application/json".into()),
                creation_time: Some(1_795_253_400_250),
                ..Properties::default()
            },
            application: vec![("session".into(), Value::Text("s-1".into()))],
            body: Body::Text(Bytes::from_static(b"{\"hello\": \"world\"}")),
            ..Message::default()
        };
        let encoded = hex(&serde_amqp::to_vec(&Serializable(write(message))).unwrap());
        let body = "005377a1127b2268656c6c6f223a2022776f726c64227d";
        assert!(encoded.ends_with(body) && PEER.ends_with(body));
        let header = "005370c0020141";
        let annotations = "005372c12002a314782d6f70742d64656c69766572792d64656c61798100000000000005dc";
        let properties = "005373c0340aa10269644040a10c6f726465722e706c616365644040\
                          a3106170706c69636174696f6e2f6a736f6e404083000001a1fd70f2ba";
        let application = "005374c10f02a10773657373696f6ea103732d31";
        assert_eq!(encoded, [header, annotations, properties, application, body].concat());
    }

    #[test]
    fn a_text_body_that_is_no_text_is_refused_before_it_leaves() {
        let message = Message { body: Body::Text(Bytes::from_static(&[0xff])), ..Message::default() };
        assert!(serde_amqp::to_vec(&Serializable(write(message))).is_err());
    }

    #[test]
    fn binary_bodies_are_data_sections() {
        let message = Message { body: Body::Binary(Bytes::from_static(&[1, 2])), ..Message::default() };
        let encoded = serde_amqp::to_vec(&Serializable(write(message))).unwrap();
        assert!(hex(&encoded).ends_with("005375a0020102"));
        assert!(matches!(decode(&hex(&encoded)).body, Body::Binary(bytes) if bytes[..] == [1, 2]));
    }
}
