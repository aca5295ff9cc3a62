use std::borrow::Cow;

use bytes::{Bytes, BytesMut};
use tidings_wire::link::{Body, Message, Properties, Value};
use tokio_util::codec::Decoder;

use super::write;
use crate::{
    codec::{Codec, Command, Frame, FrameWriter, Item, Limits},
    dialect::Dialect,
    session::VERSION,
};

/// What a broker reads of this message.
fn written(message: &Message, dialect: Dialect) -> Frame {
    let mut bytes = BytesMut::new();
    write(FrameWriter::new(&mut bytes, VERSION, Command::Send), message, 7, dialect).unwrap();
    match Codec::new(Limits::default()).decode(&mut bytes).unwrap() {
        Some(Item::Frame(frame)) => frame,
        other => panic!("{other:?}"),
    }
}

fn with_application(names: &[(&'static str, &'static str)]) -> Message {
    let value = |text: &'static str| Value::Text(Cow::Borrowed(text));
    let application = names.iter().map(|(name, text)| (Cow::Borrowed(*name), value(text))).collect();
    Message { application, ..Message::default() }
}

fn foreign(headers: &[(&str, &str)]) -> Frame {
    headers.iter().fold(Frame::new(Command::Message), |frame, (name, value)| frame.with_header(name, value))
}

fn read(frame: Frame) -> Message {
    super::read(&frame.headers, frame.body)
}

fn is_text(body: &Body) -> bool {
    matches!(body, Body::Text(_))
}

#[test]
fn what_only_artemis_understands_goes_to_artemis_only() {
    let message = with_application(&[("_AMQ_DUPL_ID", "1"), ("event_id", "1")]);
    for (dialect, has_it) in [(Dialect::Artemis, true), (Dialect::RabbitMq, false)] {
        let frame = written(&message, dialect);
        assert_eq!(frame.header("_AMQ_DUPL_ID").is_some(), has_it, "{dialect:?}");
        assert_eq!((frame.header("event_id"), frame.header("receipt")), (Some("1"), Some("7")));
    }
}

#[test]
fn a_text_that_holds_a_nul_goes_with_its_length_and_others_without() {
    let length = |body| {
        written(&Message { body, ..Message::default() }, Dialect::Artemis).header("content-length").map(str::to_owned)
    };
    assert_eq!(length(Body::Text(Bytes::from_static(b"text"))), None);
    assert_eq!(length(Body::Text(Bytes::from_static(b"te\0xt"))).as_deref(), Some("5"));
    assert_eq!(length(Body::Binary(Bytes::from_static(b"text"))).as_deref(), Some("4"));
    assert_eq!(length(Body::Empty), None);
}

#[test]
fn a_message_is_read_as_it_was_written_but_for_the_headers_of_the_conversation() {
    let mut sent = with_application(&[("event_id", "e-1"), ("odd: name", "a\\b\r\n:c")]);
    sent.durable = true;
    sent.body = Body::Text(Bytes::from_static(b"{}"));
    sent.properties = Properties {
        correlation_id: Some("c-1".into()),
        subject: Some("placed".into()),
        content_type: Some("application/json".into()),
        group_id: Some("k".into()),
        ..Properties::default()
    };
    let got = read(written(&sent, Dialect::Artemis));
    assert!(got.durable && is_text(&got.body));
    let properties = &got.properties;
    assert_eq!(properties.correlation_id.as_deref(), Some("c-1"));
    assert_eq!((properties.subject.as_deref(), properties.group_id.as_deref()), (Some("placed"), Some("k")));
    assert_eq!(properties.content_type.as_deref(), Some("application/json"));
    let names: Vec<_> = got.application.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["event_id", "odd: name"]);
}

#[test]
fn what_artemis_makes_of_the_properties_of_an_amqp_message_is_understood() {
    let frame = foreign(&[
        ("NATIVE_MESSAGE_ID", "ID:AMQP_NO_PREFIX:m-1"),
        ("correlation-id", "ID:AMQP_UUID:0a0a0a0a-0000-4000-8000-000000000001"),
        ("JMS_AMQP_ContentType", "text/plain"),
        ("_AMQ_GROUP_ID", "k"),
        ("timestamp", "1700000000500"),
        ("_AMQ_ORIG_QUEUE", "listener"),
    ]);
    let got = read(frame.with_text("t"));
    let properties = &got.properties;
    assert_eq!(properties.message_id.as_deref(), Some("m-1"));
    assert_eq!(properties.correlation_id.as_deref(), Some("0a0a0a0a-0000-4000-8000-000000000001"));
    assert_eq!((properties.content_type.as_deref(), properties.group_id.as_deref()), (Some("text/plain"), Some("k")));
    assert_eq!((properties.creation_time, got.origin_queue.as_deref()), (Some(1_700_000_000_500), Some("listener")));
    let none = read(foreign(&[("NATIVE_MESSAGE_ID", "ID:AMQP_BINARY:626964"), ("timestamp", "0")]));
    assert_eq!((none.properties.message_id, none.properties.creation_time), (None, None));
}

#[test]
fn what_a_field_of_ours_says_is_not_read_from_stomps_own_header_too() {
    let twice = [("correlation-id", "c-1"), ("correlation_id", "c-2"), ("type", "t"), ("event_name", "t")];
    let got = read(foreign(&twice));
    assert_eq!((got.properties.correlation_id, got.properties.subject), (None, None));
    let names: Vec<_> = got.application.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["correlation_id", "event_name"]);
}

#[test]
fn of_a_repeated_header_the_first_counts() {
    let got = read(foreign(&[("type", "one"), ("type", "two"), ("timestamp", "5"), ("timestamp", "6")]));
    assert_eq!((got.properties.subject.as_deref(), got.properties.creation_time), (Some("one"), Some(5)));
}

#[test]
fn a_body_is_what_its_media_type_says_or_what_it_looks_like() {
    let body = |headers: &[(&str, &str)], bytes: &'static [u8]| read(foreign(headers).with_binary(bytes)).body;
    assert!(is_text(&body(&[], b"{}")) && is_text(&body(&[("content-type", "text/plain")], &[0xff])));
    assert!(!is_text(&body(&[], &[0xff])) && !is_text(&body(&[("content-type", "application/cbor")], b"{}")));
    // Ours is believed before another's.
    let both = [("content-type", "text/plain"), ("content_type", "application/octet-stream")];
    assert!(!is_text(&body(&both, b"{}")));
    assert!(matches!(body(&[], b""), Body::Empty));
}
