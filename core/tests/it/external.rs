//! Events that are known by their name only.

use serde_json::json;
use tidings_core::{
    delivery::ExternalEvent,
    event::EventInfo,
    subscription::Subscription,
    testing::{Recorder, Script, To},
};

use crate::support::*;

fn external(listener: &'static str, event: &'static str) -> Subscription {
    Subscription::to(listener, EventInfo::external(event))
}

#[tokio::test(start_paused = true)]
async fn an_event_is_received_by_its_name_and_read_as_a_type() {
    let (script, recorder) = (Script::new(), Recorder::<ExternalEvent>::new());
    let manager = sending(&script).await;
    let listener = recorder.listener();
    bounded(manager.subscribe::<ExternalEvent, _>(external("watch", "order.placed"), listener)).await.unwrap();
    script
        .queue("watch")
        .push(tidings_core::provider::Content::Encoded(Box::new(encoded("order.placed", br#"{"order":7}"#))));
    let received = bounded(recorder.received(1)).await.unwrap();
    assert_eq!(received[0].name(), "order.placed");
    assert_eq!(*received[0].data(), json!({ "order": 7 }));
    assert_eq!(received[0].to::<Order>().unwrap(), order(7));
    let wrong = received[0].to::<Payment>().unwrap_err();
    assert!(wrong.is_permanent(), "no retry can help: {wrong}");
}

fn encoded(
    name: &'static str,
    body: &'static [u8],
) -> tidings_core::envelope::Envelope<tidings_core::envelope::Encoded> {
    use tidings_core::{
        codec::Form,
        envelope::{Encoded, Envelope, Head},
        runtime::Runtime,
    };
    let head = Head::received(EventInfo::external(name).into(), None, None, Runtime::system());
    Envelope::encoded(head, Encoded::new(body.into(), "application/json", Form::Text))
}

#[tokio::test(start_paused = true)]
async fn a_typed_event_of_this_process_is_received_by_its_name_too() {
    let (script, recorder) = (Script::new(), Recorder::<ExternalEvent>::new());
    let _manager = started(over(&script).listen(external("watch", "order.placed"), recorder.listener())).await;
    let event = tidings_core::envelope::Envelope::typed(order(7), &tidings_core::runtime::Runtime::system());
    script.queue("watch").push(tidings_core::provider::Content::Typed(std::sync::Arc::new(event)));
    let received = bounded(recorder.received(1)).await.unwrap();
    assert_eq!((received[0].name(), received[0].data()), ("order.placed", &json!({ "order": 7 })));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_json_is_dead_lettered_with_its_reason() {
    let (script, recorder) = (Script::new(), Recorder::<ExternalEvent>::new());
    let _manager = started(over(&script).listen(external("watch", "order.placed"), recorder.listener())).await;
    script.queue("watch").push(tidings_core::provider::Content::Encoded(Box::new(encoded("order.placed", b"{"))));
    bounded(script.queue("watch").settlements(1)).await;
    assert_eq!(*script.offers()[0].to(), To::DeadLetters("dead_letter.order.placed.watch".into()));
    assert_eq!(recorder.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn names_without_end_keep_no_memory_without_end() {
    let script = Script::new();
    let manager = sending(&script).await;
    for number in 0..1000 {
        bounded(manager.emit(&format!("event.{number}"), &number)).await.unwrap();
    }
    bounded(manager.emit("event.0", &0)).await.unwrap();
    let offers = script.offers();
    assert_eq!((offers.len(), offers[1000].to()), (1001, &To::Address("event.0".into())));
}
