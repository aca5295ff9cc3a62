use std::time::Duration;

use bytes::Bytes;
use tidings_core::{
    codec::Form,
    envelope::{DeadLetterNote, Encoded, Envelope, Head},
    event::{EventInfo, EventRef},
    id::EventId,
    provider::Content,
    runtime::Runtime,
    timestamp::Timestamp,
};

use super::*;
use crate::link::{Body, Message, Value};

const ID: &str = "0190b2a0-0000-7000-8000-000000000001";

fn event(durable: bool) -> EventRef {
    let info = EventInfo::external("order.placed");
    EventRef::from(if durable { info.durable() } else { info })
}

fn head(durable: bool) -> Head {
    let time = Timestamp::from_unix_millis(1_795_253_400_250);
    Head::received(event(durable), Some(EventId::parse(ID)), Some(time), Runtime::system())
}

fn envelope(head: Head) -> Envelope<Encoded> {
    Envelope::encoded(head, Encoded::new(Bytes::from_static(b"{\"order\":7}"), "application/json", Form::Text))
}

fn expected() -> Expected {
    Expected { event: event(true), runtime: Runtime::system(), body_bytes: 100, header_bytes: 100 }
}

fn property<'a>(message: &'a Message, name: &str) -> Option<&'a str> {
    message.application.iter().find(|(known, _)| known == name).and_then(|(_, value)| match value {
        Value::Text(text) => Some(text.as_ref()),
        _ => None,
    })
}

fn read_ok(message: Message) -> Envelope<Encoded> {
    match read(Ok(message), &expected()) {
        Content::Encoded(envelope) => *envelope,
        Content::Unreadable { reason, .. } => panic!("{reason}"),
        Content::Typed(_) => panic!("typed"),
        _ => panic!("unknown"),
    }
}

fn unreadable(message: Result<Message, String>) -> (Envelope<Encoded>, String) {
    match read(message, &expected()) {
        Content::Unreadable { envelope, reason } => (*envelope, reason),
        _ => panic!("it was readable"),
    }
}

#[test]
fn everything_an_envelope_holds_survives_the_way_over_the_wire() {
    let mut head = head(true);
    head.set_version(3);
    head.set_key("customer-1");
    head.set_attempt(4);
    head.set_replay(2);
    head.set_causation_id(tidings_core::id::CausationId::parse("cause"));
    head.set_correlation_id(tidings_core::id::CorrelationId::parse("talk"));
    head.headers_mut().set("session", "s-1");
    head.set_delay(Some(Duration::from_millis(1500)));
    let sent = envelope(head);
    let message = write(&sent, Some("dup")).unwrap();
    assert!(message.durable);
    assert_eq!(message.delay, Some(Duration::from_millis(1500)));
    assert_eq!(message.properties.group_id.as_deref(), Some("customer-1"));
    assert_eq!(message.properties.subject.as_deref(), Some("order.placed"));
    assert_eq!(property(&message, "_AMQ_DUPL_ID"), Some("dup"));
    let got = read_ok(message);
    assert_eq!(got.id().to_string(), ID);
    assert_eq!(got.occurred_at(), sent.occurred_at());
    assert_eq!((got.version(), got.attempt(), got.replay()), (3, 4, 2));
    assert_eq!(got.key().as_deref(), Some("customer-1"));
    assert_eq!(got.causation_id().map(ToString::to_string).as_deref(), Some("cause"));
    assert_eq!(got.correlation_id().to_string(), "talk");
    assert_eq!(got.headers().iter().collect::<Vec<_>>(), [("session", "s-1")]);
    assert_eq!(got.delay(), None, "a delay is not inherited");
    assert_eq!(got.body().unwrap(), sent.body().unwrap());
}

#[test]
fn a_dead_letter_says_what_happened_to_it() {
    let mut head = head(false);
    let note = DeadLetterNote::new(
        "boom",
        "invoice",
        "order.placed::invoice",
        "order.placed",
        5,
        Timestamp::from_unix_millis(7),
    );
    head.set_dead_letter(Some(note.clone()));
    let message = write(&envelope(head), None).unwrap();
    assert!(message.durable, "a dead letter is durable, whatever the event is");
    assert_eq!(read_dead_letter(Ok(message), &expected()).dead_letter(), Some(&note));
}

#[test]
fn a_message_with_none_of_our_headers_is_an_event_all_the_same() {
    let message = Message { body: Body::Text(Bytes::from_static(b"{}")), ..Message::default() };
    let got = read_ok(message);
    assert_eq!(got.event().name(), "order.placed");
    assert!(got.id().uuid().is_some() && got.attempt() == 1 && got.headers().is_empty());
}

#[test]
fn foreign_properties_become_strings_and_the_brokers_are_dropped() {
    let message = Message {
        application: vec![
            ("count".into(), Value::Other("7".into())),
            ("flag".into(), Value::Bool(true)),
            ("nothing".into(), Value::Null),
            ("JMSXDeliveryCount".into(), Value::Other("1".into())),
            ("_AMQ_DUPL_ID".into(), Value::Text("x".into())),
        ],
        body: Body::Binary(Bytes::from_static(b"{}")),
        ..Message::default()
    };
    let got = read_ok(message);
    assert_eq!(got.headers().iter().collect::<Vec<_>>(), [("count", "7"), ("flag", "true")]);
    assert_eq!(got.form(), Form::Binary);
}

#[test]
fn what_cannot_be_handled_says_why_and_keeps_what_it_can() {
    let mut other = write(&envelope(head(true)), None).unwrap();
    for (name, value) in &mut other.application {
        if name == "event_name" {
            *value = Value::Text("order.cancelled".into());
        }
    }
    let (kept, reason) = unreadable(Ok(other));
    assert!(reason.contains("order.cancelled") && reason.contains("order.placed"), "{reason}");
    assert_eq!(kept.id().to_string(), ID);
    let with = |body| Message { body, ..write(&envelope(head(true)), None).unwrap() };
    assert!(unreadable(Ok(with(Body::Other("a map")))).1.contains("a map"));
    assert!(unreadable(Ok(with(Body::Text(Bytes::from(vec![b'x'; 101]))))).1.contains("101 bytes"));
    assert!(unreadable(Err("odd bytes".into())).1.contains("odd bytes"));
    let mut large = with(Body::Empty);
    large.application.push(("big".into(), Value::Text("x".repeat(101).into())));
    let (kept, reason) = unreadable(Ok(large));
    assert!(reason.contains("headers") && kept.headers().is_empty(), "{reason}");
}

#[test]
fn duplicate_ids_tell_queues_attempts_and_replays_apart() {
    let queue = |name: &str| Destination::Queue(format!("order.placed::{name}"));
    let id = |head: Head, to: &Destination| duplicate_id(&envelope(head), to);
    assert_eq!(id(head(false), &Destination::Address), None);
    assert_eq!(id(head(true), &Destination::Address).as_deref(), Some(ID));
    let copy = |attempt, replay| {
        let mut head = head(true);
        head.set_attempt(attempt);
        head.set_replay(replay);
        head
    };
    assert_eq!(id(copy(2, 0), &queue("a")), Some(format!("{ID}:order.placed::a:0.2")));
    assert_ne!(id(copy(2, 0), &queue("a")), id(copy(2, 0), &queue("b")));
    assert_ne!(id(copy(2, 0), &queue("a")), id(copy(2, 1), &queue("a")));
    assert_ne!(id(copy(1, 1), &queue("a")), id(copy(1, 1), &queue("a")), "each replay is a new one");
    let mut dead = copy(5, 1);
    dead.set_dead_letter(Some(DeadLetterNote::new("r", "l", "e::q", "e", 5, Timestamp::from_unix_millis(0))));
    assert_eq!(id(dead, &Destination::DeadLetters), Some(format!("{ID}:e::q:1.dead")));
}
