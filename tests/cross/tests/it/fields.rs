//! What an envelope says arrives as it was said, between every two protocols.

use std::sync::Arc;

use tidings_core::{
    delivery::{ExternalEvent, Received},
    envelope::{Envelope, Head},
    event::{Event, EventInfo, EventRef},
    id::{CausationId, CorrelationId, EventId},
    runtime::Runtime,
    sending::SharedEnvelope,
    subscription::Subscription,
};

use crate::support::{Facts, Listener, Order, Over, Tag, end, event, pairs, start, within};

/// Names and values that some protocol writes otherwise than others.
const HEADERS: [(&str, &str); 22] = [
    ("session", "s-1"),
    ("Session", "another, since case counts"),
    ("with space", "a b"),
    (" leading and trailing ", " kept "),
    ("co:lon", "c:d"),
    ("::", ":"),
    ("back\\slash", "\\n is no line, \\\\ two, \\c none"),
    ("\\c\\n\\r", "\\"),
    ("lines", "one\ntwo\r\nthree\tend\n"),
    ("größe", "日本語 🦀 e\u{301}"),
    ("日本語", "\u{202e}right to left"),
    ("🦀", "\u{9f}\u{feff}\u{fffd}\u{10ffff}"),
    ("empty", ""),
    ("blank", " "),
    ("quoted", "\"'`{}[]<>&%$#@!~^*?;,|="),
    ("1", "1"),
    ("-", "true"),
    ("null", "null"),
    ("a.b/c", "2026-11-21T12:00:00Z"),
    ("traceparent", "00-ab-cd-01"),
    ("receipt id", "no frame's"),
    ("%41", "%41"),
];

/// An envelope of which nothing is as it would be without being said, but for the attempt: whatever is sent begins
/// with the first.
fn told<T: Tag>(event: Order<T>, id: &str, key: &str) -> Envelope<tidings_core::envelope::Typed<Order<T>>> {
    let runtime = Runtime::system();
    let time = runtime.now();
    let (_, body) = Envelope::typed(event, &runtime).into_parts();
    let mut head = Head::received(EventRef::of::<Order<T>>(), Some(EventId::parse(id)), Some(time), runtime);
    head.set_version(7);
    head.set_key(key);
    head.set_replay(2);
    head.set_correlation_id(CorrelationId::parse("order 4711: of größe\\1"));
    head.set_causation_id(CausationId::parse("cause:of it"));
    for (name, value) in HEADERS {
        head.headers_mut().set(name, value);
    }
    head.headers_mut().set("long", "ü".repeat(30_000));
    Envelope::from_parts(head, body)
}

/// One after the other, since a long value makes a long message.
fn assert_same(got: &Facts, sent: &Facts) {
    for (got, sent) in got.headers.iter().zip(&sent.headers) {
        assert!(got == sent, "{:.60?} came as {:.60?}", sent, got);
    }
    assert_eq!(got.headers.len(), sent.headers.len(), "headers");
    let less = |facts: &Facts| Facts { headers: Vec::new(), ..facts.clone() };
    assert_eq!(less(got), less(sent));
}

async fn all_of_it<T: Tag>(from: Over, to: Over) {
    let mut listener = Listener::<Order<T>>::new("archive");
    let listening = start(to.provider().await, |builder| builder.listen(listener.claim(), listener.ok(to))).await;
    let sending = start(from.provider().await, |builder| builder).await;
    let ids = ["0190b2a0-0000-7000-8000-000000000001", "an id: of\\somebody else's größe"];
    for (n, id) in (1..).zip(ids) {
        let event = Order::<T>::of(n, "größe \"1\" \\ \0 日本\n");
        let envelope: SharedEnvelope = Arc::new(told(event.clone(), id, "customer 7: \\größe\n"));
        within("the confirmation", sending.send(envelope.clone())).await.unwrap();
        let heard = listener.next().await;
        assert_eq!(heard.event, event);
        assert_same(&heard.facts, &Facts::of(envelope.envelope()));
    }
    end(sending).await;
    end(listening).await;
    assert_eq!(listener.rest().len(), 0);
}

/// What is not said is the same on both sides too.
async fn nothing_more<T: Tag>(from: Over, to: Over) {
    let mut listener = Listener::<Order<T>>::new("archive");
    let listening = start(to.provider().await, |builder| builder.listen(listener.claim(), listener.ok(to))).await;
    let sending = start(from.provider().await, |builder| builder).await;
    let envelope: SharedEnvelope = Arc::new(Envelope::typed(Order::<T>::new(1), &Runtime::system()));
    within("the confirmation", sending.send(envelope.clone())).await.unwrap();
    let heard = listener.next().await;
    assert_eq!(heard.event, Order::new(1));
    assert_eq!(heard.facts, Facts::of(envelope.envelope()));
    assert_eq!((heard.facts.key, heard.facts.causation_id, heard.facts.headers), (None, None, Vec::new()));
    end(sending).await;
    end(listening).await;
}

/// An event whose type neither side knows.
async fn by_name(from: Over, to: Over) {
    event!(Here);
    let name = Order::<Here>::info().name();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let listens = move |received: Received<ExternalEvent>| {
        let told = tell.send((received.event().name().to_owned(), received.event().data().clone()));
        async move { Ok(told?) }
    };
    let claim = Subscription::to(format!("archive-{from:?}-{to:?}-of-{name}"), EventInfo::external(name));
    let listening = start(to.provider().await, |builder| builder.listen(claim, listens)).await;
    let sending = start(from.provider().await, |builder| builder).await;
    let data = serde_json::json!({"größe": [1, null, "\0\n\\"], "in": {"dollar": 1.5}});
    within("the confirmation", sending.emit(name, &data)).await.unwrap();
    let heard = within("the event", told.recv()).await;
    assert_eq!(heard, Some((name.to_owned(), data)));
    end(sending).await;
    end(listening).await;
}

#[tokio::test]
async fn an_event_known_by_its_name_alone_arrives_between_every_two() {
    for from in Over::ALL {
        for to in Over::ALL {
            by_name(from, to).await;
        }
    }
}

pairs!(everything_that_an_envelope_says_arrives = all_of_it);
pairs!(everything_that_a_durable_envelope_says_arrives = all_of_it: durable);
pairs!(what_an_envelope_does_not_say_nobody_adds = nothing_more);
