use std::time::Duration;

use bytes::Bytes;

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

fn encoded(message: &Message) -> Vec<u8> {
    let mut out = Vec::new();
    write(message, &mut out).unwrap();
    out
}

fn decode(bytes: &[u8]) -> Message {
    decode::decode(&Bytes::copy_from_slice(bytes)).unwrap().message
}

fn text(body: &Body) -> &str {
    match body {
        Body::Text(text) => std::str::from_utf8(text).unwrap(),
        _ => panic!("no text"),
    }
}

#[test]
fn what_a_peer_puts_on_the_wire_is_read() {
    let message = decode(&bytes(PEER));
    assert_eq!(text(&message.body), "{\"hello\": \"world\"}");
    assert!(message.application.is_empty() && !message.durable);
    let message = decode(&bytes(PEER_WITH_HEADER));
    assert!(matches!(&message.application[..], [(name, Value::Text(value))] if name == "session" && value == "s-1"));
}

#[test]
fn what_we_put_on_the_wire_has_golden_bytes_and_the_body_section_of_the_peer() {
    let message = Message {
        durable: true,
        delay: Some(Duration::from_millis(1500)),
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
    let encoded = hex(&encoded(&message));
    let body = "005377a1127b2268656c6c6f223a2022776f726c64227d";
    assert!(encoded.ends_with(body) && PEER.ends_with(body));
    let header = "005370c0020141";
    let annotations = "005372c12002a314782d6f70742d64656c69766572792d64656c61798100000000000005dc";
    let properties = "005373c0340aa10269644040a10c6f726465722e706c616365644040\
                      a3106170706c69636174696f6e2f6a736f6e404083000001a1fd70f2ba";
    let application = "005374c10f02a10773657373696f6ea103732d31";
    assert_eq!(encoded, [header, annotations, properties, application, body].concat());
}

/// A message that has each part by a bit of `parts`, with texts of so many bytes.
fn message(parts: usize, length: usize) -> Message {
    let has = |part: usize| parts & 1 << part != 0;
    let text = |part: usize| has(part).then(|| "x".repeat(length));
    let body = || Bytes::from("y".repeat(length));
    let value = |at: usize| match at {
        0 => Value::Text("z".repeat(length).into()),
        1 => Value::Other(String::new()),
        2 => Value::Bool(length == 3),
        _ => Value::Null,
    };
    Message {
        durable: has(0),
        delay: has(1).then(|| Duration::from_millis(length as u64)),
        origin_queue: None,
        properties: Properties {
            message_id: text(2),
            correlation_id: text(3),
            reply_to: text(4),
            subject: text(5).map(Into::into),
            content_type: text(6).map(Into::into),
            creation_time: has(7).then_some(1_795_253_400_250),
            group_id: text(8),
        },
        application: (0..if has(9) { 4 } else { 0 }).map(|at| (format!("name-{at}").into(), value(at))).collect(),
        body: match parts >> 10 {
            0 => Body::Empty,
            1 => Body::Text(body()),
            _ => Body::Binary(body()),
        },
    }
}

#[test]
fn every_message_has_the_bytes_that_the_client_makes_of_it() {
    for parts in 0..3 << 10 {
        for length in [0, 3, 254, 255, 256] {
            let ours = encoded(&message(parts, length));
            assert_eq!(ours, client::bytes(message(parts, length)), "{parts:b} {length}");
        }
    }
    // Where lists and maps begin to count in four bytes.
    for parts in [1 << 8, 1 << 9, 1 << 3 | 1 << 9] {
        for length in 180..300 {
            assert_eq!(encoded(&message(parts, length)), client::bytes(message(parts, length)), "{parts:b} {length}");
        }
    }
    let many = |count: usize| Message {
        application: (0..count).map(|at| (at.to_string().into(), Value::Null)).collect(),
        ..Message::default()
    };
    for count in [1, 62, 63, 64, 127, 128, 1000] {
        assert_eq!(encoded(&many(count)), client::bytes(many(count)), "{count}");
    }
}

#[test]
fn a_name_that_comes_twice_has_its_last_value() {
    let twice = || Message {
        application: vec![
            ("a".into(), Value::Text("first".into())),
            ("b".into(), Value::Null),
            ("a".into(), Value::Text("last".into())),
        ],
        ..Message::default()
    };
    let read = decode(&encoded(&twice())).application;
    assert!(matches!(&read[..], [(b, Value::Null), (a, Value::Text(last))] if b == "b" && a == "a" && last == "last"));
}

#[test]
fn what_is_written_goes_behind_what_was_there() {
    let mut out = b"before".to_vec();
    write(&message(0, 0), &mut out).unwrap();
    assert_eq!(out[..6], *b"before");
    assert_eq!(out[6..], encoded(&message(0, 0)));
}

#[test]
fn a_text_body_that_is_no_text_is_refused_before_it_leaves() {
    let message = Message { body: Body::Text(Bytes::from_static(&[0xff])), ..Message::default() };
    assert!(write(&message, &mut Vec::new()).is_err());
}

#[test]
fn binary_bodies_are_data_sections() {
    let message = Message { body: Body::Binary(Bytes::from_static(&[1, 2])), ..Message::default() };
    let encoded = encoded(&message);
    assert!(hex(&encoded).ends_with("005375a0020102"));
    assert!(matches!(decode(&encoded).body, Body::Binary(bytes) if bytes[..] == [1, 2]));
}
