//! What the provider writes into frames, and what it reads in those of others.

use std::{sync::Arc, time::Duration};

use tidings_broker::shared;
use tidings_core::{
    codec::Form,
    envelope::{DeadLetterNote, Encoded, Envelope, Head, Parcel},
    event::EventRef,
    provider::{Admission, Claim, Content, Outcome, Target},
    runtime::Runtime,
    timestamp::Timestamp,
};
use tidings_provider_tests::{operator, support::*};
use tidings_stomp::codec::{Command, Frame};

use crate::{
    common::STOMP,
    fake::{ARTEMIS, Fake, Reply, receipt},
    raw::{Peer, to},
};

/// What a broker is told to send.
async fn written(target: &Target, sent: Envelope<Encoded>) -> (Arc<dyn Parcel>, Frame) {
    let fake = Fake::start(ARTEMIS, |frame| Reply::Say(receipt(frame))).await;
    let connection = STOMP.connect_to(&fake.url(), limits()).await.unwrap();
    let sent: Arc<dyn Parcel> = Arc::new(sent);
    let outcomes = send_all(&*connection, target, [sent.clone()]).await;
    assert!(matches!(outcomes[..], [Outcome::Confirmed]), "{outcomes:?}");
    close(&*connection).await;
    (sent, fake.told(Command::Send, 1).await.remove(0))
}

async fn to_address(event: &EventRef, change: impl FnOnce(&mut Envelope<Encoded>)) -> (Arc<dyn Parcel>, Frame) {
    let mut sent = envelope(event, "{\"größe\":1}");
    change(&mut sent);
    written(&Target::Address(event.clone()), sent).await
}

fn names(frame: &Frame) -> Vec<&str> {
    let mut names: Vec<_> = frame.headers.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_durable_event_is_a_frame_with_these_headers_and_no_others() {
    let event = event(&unique("event"), true);
    let (sent, frame) = to_address(&event, |envelope| {
        envelope.set("session", "s: 1\\2");
        envelope.head_mut().set_key("customer-7");
    })
    .await;
    let sent = sent.envelope();
    let correlation = sent.correlation_id().to_string();
    let expected = [
        ("JMSXGroupID", "customer-7".to_owned()),
        ("_AMQ_DUPL_ID", sent.id().to_string()),
        ("content-type", "application/json".to_owned()),
        ("content_type", "application/json".to_owned()),
        ("correlation-id", correlation.clone()),
        ("correlation_id", correlation),
        ("destination", event.address().to_owned()),
        ("destination-type", "MULTICAST".to_owned()),
        ("event_id", sent.id().to_string()),
        ("event_key", "customer-7".to_owned()),
        ("event_name", event.name().to_owned()),
        ("event_version", "1".to_owned()),
        ("occurred_at", sent.occurred_at().to_string()),
        ("persistent", "true".to_owned()),
        ("receipt", "0".to_owned()),
        ("session", "s: 1\\2".to_owned()),
        ("type", event.name().to_owned()),
    ];
    let mut written: Vec<_> = frame.headers.iter().map(|(name, value)| (name, value.to_owned())).collect();
    written.sort_unstable();
    assert_eq!(written, expected);
    assert_eq!(frame.body, "{\"größe\":1}");
}

#[tokio::test]
async fn what_is_not_durable_has_no_id_to_recognize_and_what_has_no_key_no_group() {
    let (_, frame) = to_address(&event(&unique("event"), false), |_| {}).await;
    for absent in ["_AMQ_DUPL_ID", "persistent", "JMSXGroupID", "AMQ_SCHEDULED_DELAY", "content-length"] {
        assert!(!names(&frame).contains(&absent), "{absent} in {:?}", frame.headers);
    }
}

#[tokio::test]
async fn a_body_has_a_length_if_it_is_binary_and_only_then() {
    let (event, _) = durable();
    let head = || Head::new(event.clone(), Runtime::system());
    let target = Target::Address(event.clone());
    let body = |bytes: &'static [u8], form| Encoded::new(bytes.into(), "application/octet-stream", form);
    let (_, binary) = written(&target, Envelope::encoded(head(), body(&[0, 255, 0], Form::Binary))).await;
    assert_eq!((binary.header("content-length"), &binary.body[..]), (Some("3"), &[0, 255, 0][..]));
    let (_, text) = written(&target, Envelope::encoded(head(), body(b"text", Form::Text))).await;
    assert_eq!((text.header("content-length"), &text.body[..]), (None, &b"text"[..]));
    // A text ends at its first NUL, unless its length is said.
    let (_, odd) = written(&target, Envelope::encoded(head(), body(b"a\0b", Form::Text))).await;
    assert_eq!((odd.header("content-length"), &odd.body[..]), (Some("3"), &b"a\0b"[..]));
}

#[tokio::test]
async fn a_dead_letter_goes_to_a_queue_of_one_reader() {
    let (event, claim) = durable();
    let mut dead = envelope(&event, "1");
    let at = Timestamp::from_unix_millis(7);
    let note = DeadLetterNote::new("boom", claim.listener(), claim.full_queue(), claim.address(), 5, at);
    dead.head_mut().set_dead_letter(Some(note));
    let (sent, frame) = written(&Target::DeadLetters(claim.clone()), dead).await;
    assert_eq!(frame.header("dead_letter_reason"), Some("boom"), "{:?}", frame.headers);
    assert_eq!(frame.header("destination"), Some(claim.dead_letter_queue().as_str()));
    assert_eq!(frame.header("destination-type"), Some("ANYCAST"));
    assert_ne!(frame.header("_AMQ_DUPL_ID"), Some(sent.envelope().id().to_string().as_str()), "it is no duplicate");
}

#[tokio::test]
async fn each_name_that_a_retry_goes_by_reaches_its_queue_alone() {
    let broker = shared().await.unwrap();
    let connection = STOMP.connect(broker).await;
    let event = event(&unique("event:with / and %"), true);
    let claim = Claim::shared(event.clone(), unique("größe: a\\b"));
    let mut listener = listen(&*connection, &claim, 10).await;
    send(&*connection, &event, "1").await;
    assert_eq!(listener.take().await, "1");
    let mut copy = envelope(&event, "2");
    copy.head_mut().set_attempt(2);
    let outcomes = send_all(&*connection, &Target::Queue(claim), [Arc::new(copy) as _]).await;
    assert!(matches!(outcomes[..], [Outcome::Confirmed]), "{outcomes:?}");
    assert_eq!(listener.take().await, "2");
    close(&*connection).await;
}

#[tokio::test]
async fn a_delayed_copy_waits_at_the_broker() {
    let broker = shared().await.unwrap();
    let connection = STOMP.connect(broker).await;
    let (event, claim) = durable();
    listen(&*connection, &claim, 0).await.close().await;
    let mut copy = envelope(&event, "again");
    copy.head_mut().set_attempt(2);
    copy.head_mut().set_delay(Some(Duration::from_secs(3600)));
    let sender = connection.sender(&Target::Queue(claim.clone()));
    let outcome = within(sender.offer(Arc::new(copy), Admission::Beside)).await;
    assert!(matches!(outcome, Outcome::Confirmed), "{outcome:?}");
    assert_eq!(operator::number(broker, &claim.queue(), "scheduledCount").await, 1);
    close(&*connection).await;
}

#[tokio::test]
async fn a_frame_without_a_header_of_ours_is_an_event() {
    let broker = shared().await.unwrap();
    let connection = STOMP.connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let mut peer = Peer::open(broker).await;
    peer.ask(to(event.address()).with_header("session", "s-1").with_text("{\"a\": 1}")).await;
    peer.ask(to(event.address()).with_binary("{\"b\": 2}")).await;
    peer.ask(to(event.address())).await;
    let first = listener.next().await;
    let envelope = readable(&first);
    assert_eq!((text(&first).as_str(), envelope.get("session")), ("{\"a\": 1}", Some("s-1")));
    assert!(envelope.id().uuid().is_some() && envelope.content_type() == "application/json");
    let names: Vec<_> = envelope.headers().iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["session"], "nothing of the frame's own is a header of the event");
    listener.accept(first.token);
    assert_eq!((listener.take().await, listener.take().await), ("{\"b\": 2}".into(), String::new()));
    close(&*connection).await;
}

#[tokio::test]
async fn names_of_the_protocol_that_a_sender_makes_up_change_neither_the_event_nor_its_end() {
    let broker = shared().await.unwrap();
    let connection = STOMP.connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let mut peer = Peer::open(broker).await;
    for n in 0..3 {
        let forged = to(event.address())
            .with_header("ack", "evil")
            .with_header("message-id", "evil")
            .with_header("subscription", "evil")
            .with_header("redelivered", "true")
            .with_header("timestamp", "7")
            .with_header("JMSXDeliveryCount", "9")
            .with_header("_AMQ_ORIG_QUEUE", "evil")
            .with_header("session", "s-1");
        peer.ask(forged.with_text(n.to_string())).await;
    }
    for n in 0..3 {
        let incoming = listener.next().await;
        let envelope = readable(&incoming);
        assert_eq!(text(&incoming), n.to_string());
        let headers: Vec<_> = envelope.headers().iter().collect();
        assert_eq!(headers, [("session", "s-1")]);
        assert!(!incoming.redelivered && envelope.attempt() == 1);
        assert!(envelope.occurred_at().unix_millis() > 7, "the time is the broker's");
        listener.accept(incoming.token);
    }
    assert_eq!(listener.losses, 0, "nothing of it ended the conversation");
    listener.close().await;
    // All were accepted.
    operator::holds(broker, &claim.queue(), 0).await;
    close(&*connection).await;
}

#[tokio::test]
async fn a_foreign_event_with_odd_headers_does_not_stop_the_next_one() {
    let broker = shared().await.unwrap();
    let connection = STOMP.connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let mut peer = Peer::open(broker).await;
    let odd = to(event.address())
        .with_header("empty", "")
        .with_header("with space", "a: b\\c\nd")
        .with_header("grüße", "日本")
        .with_header("event_version", "no number")
        .with_header("occurred_at", "yesterday")
        .with_header("twice", "first")
        .with_header("twice", "second");
    peer.ask(odd.with_text("1")).await;
    let many = (0..10_000).fold(to(event.address()), |frame, n| frame.with_header(&format!("header-{n}"), "value"));
    peer.ask(many.with_text("2")).await;
    peer.ask(to(event.address()).with_binary(vec![b'{', 0xff, 0, b'}'])).await;
    peer.ask(to(event.address()).with_text("4")).await;
    let first = listener.next().await;
    let envelope = readable(&first);
    assert_eq!(envelope.get("with space"), Some("a: b\\c\nd"));
    assert_eq!((envelope.get("grüße"), envelope.get("empty")), (Some("日本"), Some("")));
    assert_eq!((envelope.get("twice"), envelope.version()), (Some("first"), 1));
    listener.accept(first.token);
    let second = listener.next().await;
    match &second.content {
        Content::Unreadable { envelope, reason } => {
            assert!(reason.contains("headers") && envelope.headers().is_empty(), "{reason}");
        }
        _ => panic!("more headers than the limit"),
    }
    listener.accept(second.token);
    let third = listener.next().await;
    assert_eq!(readable(&third).body().unwrap(), &[b'{', 0xff, 0, b'}'][..]);
    assert_eq!(readable(&third).form(), Form::Binary);
    listener.accept(third.token);
    assert_eq!(listener.take().await, "4");
    close(&*connection).await;
}

#[tokio::test]
async fn a_bare_client_and_a_listener_share_a_queue() {
    let broker = shared().await.unwrap();
    let connection = STOMP.connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 1).await;
    let mut peer = Peer::open(broker).await;
    peer.subscribe(&claim.full_queue()).await;
    let parcels = (0..10).map(|n| parcel(&event, n.to_string()));
    send_all(&*connection, &Target::Address(event.clone()), parcels).await;
    let mut seen = std::collections::BTreeSet::new();
    while seen.len() < 10 {
        // How many each gets is the broker's business.
        let body = tokio::select! {
            body = listener.take() => body,
            message = peer.next() => {
                peer.accept(&message).await;
                String::from_utf8(message.body.to_vec()).unwrap()
            }
        };
        assert!(seen.insert(body), "each goes to one of them");
    }
    listener.close().await;
    operator::holds(broker, &claim.queue(), 0).await;
    close(&*connection).await;
}
