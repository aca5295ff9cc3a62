//! Messages as fe2o3-amqp writes them.

use fe2o3_amqp::types::{
    messaging::{
        self, AmqpValue, ApplicationProperties, Batch, Data, Header, MessageAnnotations, MessageId,
        annotations::OwnedKey,
    },
    primitives::{Binary, OrderedMap, SimpleValue, Symbol, Timestamp, Value as Any},
};

use tidings_wire::link::{Body, Message, Properties, Value};

use crate::text::Text;

/// The annotation by which Artemis holds a message back, in milliseconds.
const DELIVERY_DELAY: &str = "x-opt-delivery-delay";

pub(crate) type Outgoing = messaging::Message<messaging::Body<Text>>;

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

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use fe2o3_amqp::types::messaging::message::__private::Serializable;

    use super::*;
    use crate::decode;

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
        decode::decode(&Bytes::from(bytes(hex))).unwrap().message
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
