//! What a sender is told, and what it is given back.

use std::time::Duration;

use tidings_core::{
    ErrorKind, Result,
    envelope::Envelope,
    id::CorrelationId,
    pipeline::EnvelopePipeline,
    provider::{Admission, BodyKind},
    sending::EmitError,
    testing::{Answer, Script, Sent, To},
};

use crate::support::*;

/// Both kinds of body: the event stays with its sender, or is shared with the provider.
fn both() -> [Script; 2] {
    [Script::new(), Script::new().able(|able| able.body = BodyKind::Typed)]
}

#[tokio::test(start_paused = true)]
async fn a_confirmed_event_was_offered_to_its_address_with_identity_and_body() {
    for script in both() {
        let manager = sending(&script).await;
        bounded(manager.send_event(order(7))).await.unwrap();
        let offers = script.offers();
        let envelope = offers[0].envelope();
        assert_eq!(*offers[0].to(), To::Address("order.placed".into()));
        assert_eq!(offers[0].admission(), Admission::Wait);
        assert_eq!(envelope.event().name(), "order.placed");
        assert_eq!(envelope.id().uuid().unwrap().get_version_num(), 7);
        assert_eq!(envelope.correlation_id(), envelope.id().clone().into());
        assert_eq!(envelope.causation_id(), None);
        assert_eq!((envelope.attempt(), envelope.replay(), envelope.delay()), (1, 0, None));
        assert_eq!(envelope.body().unwrap().as_ref(), br#"{"order":7}"#);
        assert_eq!(envelope.content_type(), "application/json");
        shut(&manager).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_sent_before_the_start_or_after_the_shutdown_is_given_back() {
    let script = Script::new();
    let manager = over(&script).build().unwrap();
    assert_eq!(given_back(bounded(manager.send_event(order(1))).await), (order(1), ErrorKind::NotStarted));
    bounded(manager.start()).await.unwrap();
    shut(&manager).await;
    assert_eq!(given_back(bounded(manager.send_event(order(2))).await), (order(2), ErrorKind::Closed));
    let results = bounded(manager.send_events([order(3), order(4)])).await;
    assert_eq!(results.into_iter().map(|result| given_back(result).0.order).collect::<Vec<_>>(), [3, 4]);
    assert!(script.offers().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_publisher_that_outlives_its_manager_gives_everything_back() {
    let script = Script::new();
    let manager = sending(&script).await;
    let publisher = manager.publisher();
    shut(&manager).await;
    drop(manager);
    assert_eq!(given_back(bounded(publisher.send_event(order(1))).await), (order(1), ErrorKind::Closed));
    let results = bounded(publisher.send_events([order(2)])).await;
    assert_eq!(results.into_iter().map(|result| given_back(result).1).collect::<Vec<_>>(), [ErrorKind::Closed]);
    assert_eq!(given_back(bounded(publisher.compose(order(3)).send()).await), (order(3), ErrorKind::Closed));
    publisher.post(order(4));
}

struct Refusing(&'static str);

impl EnvelopePipeline for Refusing {
    fn send(&self, _: &mut Envelope) -> Result {
        if self.0 == "panic" { panic!("the pipeline panicked") } else { Err(self.0.into()) }
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_that_a_pipeline_refuses_is_given_back_with_its_reason() {
    for (says, reason) in [("not today", "not today"), ("panic", "panicked: the pipeline panicked")] {
        let script = Script::new();
        let manager = started(over(&script).pipeline("refusing", 0, Refusing(says))).await;
        let result = bounded(manager.send_event(order(1))).await;
        assert!(format!("{:?}", result.as_ref().unwrap_err()).contains(reason));
        assert_eq!(given_back(result), (order(1), ErrorKind::Refused));
        assert!(script.offers().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn headers_that_cannot_be_sent_fail_the_send_before_anything_leaves() {
    let script = Script::new();
    let manager = sending(&script).await;
    let wrong = [
        ("", "x"),
        ("a\nb", "x"),
        ("a\u{7f}", "x"),
        ("a", "\u{0}"),
        ("a", "b\u{1b}"),
        ("event_id", "x"),
        ("attempt", "9"),
        ("JMSPriority", "9"),
        ("_AMQ_DUPL_ID", "x"),
        ("NATIVE_MESSAGE_ID", "x"),
        ("destination", "elsewhere"),
    ];
    for (name, value) in wrong {
        let result = bounded(manager.compose(order(1)).header(name, value).send()).await;
        assert_eq!(given_back(result), (order(1), ErrorKind::InvalidHeader), "{name:?}: {value:?}");
    }
    assert!(script.offers().is_empty());
}

#[tokio::test(start_paused = true)]
async fn bodies_and_headers_up_to_their_limits_pass_and_larger_ones_are_given_back() {
    let script = Script::new();
    let manager = started(over(&script).limits(|limits| (limits.body_bytes, limits.header_bytes) = (12, 4))).await;
    assert_eq!(given_back(bounded(manager.send_event(order(100))).await), (order(100), ErrorKind::TooLarge));
    let result = bounded(manager.compose(order(1)).header("ab", "cde").send()).await;
    assert_eq!(given_back(result), (order(1), ErrorKind::TooLarge));
    assert!(script.offers().is_empty());
    bounded(manager.compose(order(10)).header("ab", "cd").send()).await.unwrap();
    assert_eq!(script.offers().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_cannot_be_encoded_is_given_back_also_when_its_codec_panics() {
    let script = Script::new();
    let manager = sending(&script).await;
    for event in [Picky::Refuses, Picky::Panics] {
        assert_eq!(given_back(bounded(manager.send_event(event.clone())).await), (event, ErrorKind::Encode));
    }
    assert!(script.offers().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_event_that_the_provider_refuses_is_given_back() {
    for script in both() {
        let manager = sending(&script).await;
        script.answer_next(Sent::Events, Answer::Refuse(ErrorKind::Unauthorized));
        assert_eq!(given_back(bounded(manager.send_event(order(1))).await), (order(1), ErrorKind::Unauthorized));
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_that_gets_no_room_within_its_timeout_is_given_back_and_cannot_leave_any_more() {
    for script in both() {
        let manager = started(over(&script).limits(|limits| limits.send_timeout = Duration::from_secs(3))).await;
        script.answer(Sent::Events, Answer::Full);
        let before = tokio::time::Instant::now();
        assert_eq!(given_back(bounded(manager.send_event(order(1))).await), (order(1), ErrorKind::Timeout));
        assert_eq!(before.elapsed(), Duration::from_secs(3));
        let offer = &script.offers()[0];
        assert!(offer.is_taken_back() && !offer.leave() && !offer.confirm());
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_whose_fate_is_unknown_is_repeated_under_its_id_by_its_envelope() {
    for script in both() {
        let manager = sending(&script).await;
        script.answer_next(Sent::Events, Answer::Leave);
        let send = manager.compose(order(1)).header("tenant", "a").key("k").send();
        let (envelope, kind) = undecided(bounded(send).await);
        assert_eq!(kind, ErrorKind::Timeout);
        script.answer_next(Sent::Events, Answer::Undecided(ErrorKind::Disconnected));
        let (envelope, kind) = undecided(bounded(manager.send(envelope)).await);
        assert_eq!(kind, ErrorKind::Disconnected);
        script.answer_next(Sent::Events, Answer::Refuse(ErrorKind::Disconnected));
        let (envelope, _) = given_back(bounded(manager.send(envelope)).await);
        bounded(manager.send(envelope)).await.unwrap();
        let offers = script.offers();
        assert_eq!(offers.len(), 4, "nothing is sent again behind its sender's back");
        for offer in &offers {
            let envelope = offer.envelope();
            assert_eq!(envelope.id(), offers[0].envelope().id());
            assert_eq!((envelope.get("tenant"), envelope.key().as_deref()), (Some("a"), Some("k")));
            assert_eq!(envelope.body().unwrap().as_ref(), br#"{"order":1}"#);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_composed_send_carries_its_headers_key_delay_and_conversation() {
    let script = Script::new();
    let manager = sending(&script).await;
    let send =
        manager.compose(payment("ada", 1)).header("tenant", "a").header("tenant", String::from("b")).key("other");
    let send = send.delay(Duration::from_secs(5)).correlation_id(CorrelationId::parse("talk-7"));
    bounded(send.send()).await.unwrap();
    let offers = script.offers();
    let envelope = offers[0].envelope();
    assert_eq!(envelope.get("tenant"), Some("b"));
    assert_eq!(envelope.get("session"), None);
    assert_eq!(envelope.key().as_deref(), Some("other"));
    assert_eq!(envelope.delay(), Some(Duration::from_secs(5)));
    assert_eq!(envelope.correlation_id().to_string(), "talk-7");
}

#[tokio::test(start_paused = true)]
async fn an_events_own_key_travels_with_it() {
    for script in both() {
        let manager = sending(&script).await;
        bounded(manager.send_event(payment("ada", 1))).await.unwrap();
        assert_eq!(script.offers()[0].envelope().key().as_deref(), Some("ada"));
    }
}

#[tokio::test(start_paused = true)]
async fn data_is_emitted_as_json_under_the_name_of_an_event() {
    let script = Script::new();
    let manager = started(over(&script).sends::<(Order,)>()).await;
    bounded(manager.emit("stock.low", &serde_json::json!({ "item": 3 }))).await.unwrap();
    bounded(manager.emit("order.placed", &order(1))).await.unwrap();
    let offers = script.offers();
    assert_eq!(*offers[0].to(), To::Address("stock.low".into()));
    assert_eq!(offers[0].envelope().body().unwrap().as_ref(), br#"{"item":3}"#);
    assert!(!offers[0].envelope().event().is_durable());
    // A name that the manager knows is that event, with all that is known of it.
    assert!(offers[1].envelope().event().is_durable());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_emitted_says_why_and_an_envelope_comes_back_where_there_is_one() {
    let script = Script::new();
    let manager = sending(&script).await;
    let invalid = |result: Result<(), EmitError>| match result {
        Err(EmitError::Invalid(error)) => error.kind(),
        other => panic!("{other:?}"),
    };
    for name in ["", "a b", "a::b", "a*", "$sys", "dead_letter.x"] {
        assert_eq!(invalid(bounded(manager.emit(name, &1)).await), ErrorKind::Configuration, "{name:?}");
    }
    let unserializable = std::collections::BTreeMap::from([((1, 2), 3)]);
    assert_eq!(invalid(bounded(manager.emit("pairs", &unserializable)).await), ErrorKind::Encode);
    script.answer_next(Sent::Events, Answer::Refuse(ErrorKind::Rejected));
    match bounded(manager.emit("stock.low", &1)).await {
        Err(EmitError::Send(error)) => assert_eq!(given_back(Err(error)).0.envelope().event().name(), "stock.low"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn an_envelope_that_was_received_is_sent_on_as_a_first_attempt() {
    let (manager, script, recorder) = recording::<Order>(orders()).await;
    script.queue("invoice").push_with(order(1), |head| head.set_attempt(3));
    let received = bounded(recorder.received(1)).await.unwrap();
    bounded(manager.send(received[0].shared_envelope().clone())).await.unwrap();
    bounded(manager.send(received[0].shared_envelope().fresh_id())).await.unwrap();
    let offers = script.offers();
    assert_eq!(offers[0].envelope().id(), received[0].envelope().id());
    assert_eq!(offers[0].envelope().attempt(), 1);
    assert_ne!(offers[1].envelope().id(), received[0].envelope().id());
}
