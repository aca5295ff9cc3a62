//! What is no event of the listener's.

use tidings_core::{
    codec::Form,
    envelope::{Encoded, Envelope, Head},
    event::{Event, EventInfo},
    provider::{Content, Settlement},
    runtime::Runtime,
    subscription::Subscription,
    testing::{Offered, To},
};

use crate::support::*;

fn reason(offer: &Offered) -> String {
    assert!(matches!(offer.to(), To::DeadLetters(_)), "{offer:?}");
    offer.envelope().dead_letter().unwrap().reason.clone()
}

#[tokio::test(start_paused = true)]
async fn bodies_that_cannot_be_decoded_are_dead_lettered_once_as_they_came_and_the_next_event_is_handled() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    let queue = script.queue("invoice");
    let bodies: [&[u8]; 6] = [b"no json", br#"{"number":1}"#, b"[]", b"", b"\xff\xfe", b"null"];
    for body in bodies {
        queue.push_bytes::<Order>(body, |head| head.headers_mut().set("tenant", "a"));
    }
    queue.push_event(order(7));
    let settled = bounded(queue.settlements(7)).await;
    assert!(settled.iter().all(|(_, how)| *how == Settlement::Accept));
    assert_eq!(recorder.all().iter().map(|received| received.order).collect::<Vec<_>>(), [7]);
    let offers = script.offers();
    assert_eq!(offers.len(), 6);
    for (offer, body) in offers.iter().zip(bodies) {
        assert!(reason(offer).starts_with("undecodable: "), "{}", reason(offer));
        assert_eq!(offer.envelope().body().unwrap().as_ref(), body);
        assert_eq!(offer.envelope().get("tenant"), Some("a"));
        assert_eq!(offer.envelope().dead_letter().unwrap().attempts, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_codec_that_panics_dead_letters_the_event_and_the_listener_goes_on() {
    let (_manager, script, recorder) = recording::<Picky>(Subscription::of::<Picky>("picky")).await;
    for _ in 0..2 {
        script.queue("picky").push_bytes::<Picky>("x", |_| ());
    }
    bounded(script.queue("picky").settlements(2)).await;
    assert_eq!(reason(&script.offers()[1]), "undecodable: panicked: the codec panicked");
    assert_eq!(recorder.count(), 0);
}

/// An event whose key cannot be told.
#[derive(serde::Serialize, serde::Deserialize, Debug)]
struct Keyless(u64);

impl Event for Keyless {
    type Codec = tidings_core::codec::Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Keyless>("keyless").keyed();
        &INFO
    }

    fn key(&self) -> Option<std::borrow::Cow<'_, str>> {
        panic!("the key panicked")
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_whose_key_panics_goes_without_one_and_the_listener_goes_on() {
    let (manager, script, recorder) = recording::<Keyless>(Subscription::of::<Keyless>("keyless")).await;
    for body in ["1", "2"] {
        script.queue("keyless").push_bytes::<Keyless>(body, |_| ());
    }
    bounded(script.queue("keyless").settlements(2)).await;
    assert_eq!(recorder.count(), 2);
    bounded(manager.send_event(Keyless(3))).await.unwrap();
    assert_eq!(script.offers()[0].envelope().key(), None);
}

#[tokio::test(start_paused = true)]
async fn an_event_of_a_newer_version_is_retried_before_it_is_given_up() {
    let (_manager, script, _recorder) = recording::<Order>(orders()).await;
    let queue = script.queue("invoice");
    queue.push_bytes::<Order>(r#"{"number":1}"#, |head| head.set_version(2));
    queue.push_bytes::<Order>(r#"{"number":1}"#, |head| {
        head.set_version(2);
        head.set_attempt(3);
    });
    bounded(queue.settlements(2)).await;
    let offers = script.offers();
    assert_eq!(*offers[0].to(), To::Queue("order.placed::invoice".into()));
    assert_eq!((offers[0].envelope().attempt(), offers[0].envelope().version()), (2, 2));
    assert_eq!(offers[0].envelope().body().unwrap().as_ref(), br#"{"number":1}"#);
    assert!(reason(&offers[1]).starts_with("undecodable: "));
}

#[tokio::test(start_paused = true)]
async fn a_newer_version_that_decodes_is_handled() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    script.queue("invoice").push_bytes::<Order>(r#"{"order":1,"more":2}"#, |head| head.set_version(2));
    assert_eq!(bounded(recorder.received(1)).await.unwrap()[0].envelope().version(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_the_provider_cannot_read_is_dead_lettered_with_its_reason() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    let mut head = Head::received(Order::info().into(), None, None, Runtime::system());
    head.headers_mut().set("tenant", "a");
    let kept = Envelope::encoded(head, Encoded::new("kept".into(), "text/plain", Form::Text));
    let reason_given = "it names the event `order.shipped`".to_owned();
    script.queue("invoice").push(Content::Unreadable { envelope: Box::new(kept), reason: reason_given.clone() });
    bounded(script.queue("invoice").settlements(1)).await;
    let offers = script.offers();
    assert_eq!((offers.len(), reason(&offers[0])), (1, reason_given));
    assert_eq!(offers[0].envelope().body().unwrap().as_ref(), b"kept");
    assert_eq!(offers[0].envelope().get("tenant"), Some("a"));
    assert_eq!(recorder.count(), 0);
}
