//! aspyx-event 0.9.3 as a peer: what one sends the other receives, with its headers.

use serde_json::{Value, json};
use tidings::{event::Event, runtime::Runtime};
use tidings_broker::shared;

use crate::support::*;

over_each_protocol! {
    a_volatile_event_reaches_an_aspyx_listener_with_its_headers;
    a_durable_event_reaches_an_aspyx_listener_with_its_headers: durable;
    an_event_of_aspyx_reaches_a_listener_with_its_headers: durable;
    an_event_of_aspyx_without_headers_gets_its_id_and_time_on_receipt;
    a_per_process_listener_of_each_gets_every_event;
    what_aspyx_sends_over_stomp_reaches_an_event_at_the_literal_address: with_address(literal);
}

/// aspyx with a listener of this event; returns when its queue is open.
pub(crate) async fn listening<E: Event>(listener: &str, more: Value) -> Peer {
    let mut peer = sending::<E>(json!({ "listener": queue::<E>(listener) }), more).await;
    peer.expect("listening").await;
    peer
}

/// aspyx without a listener.
async fn sending<E: Event>(mut settings: Value, more: Value) -> Peer {
    let all = settings.as_object_mut().unwrap();
    all.insert("event".into(), E::info().name().into());
    all.insert("durable".into(), E::info().is_durable().into());
    all.extend(more.as_object().unwrap().clone());
    Peer::start("aspyx_amqp", shared().await.unwrap(), Over::Amqp, settings).await
}

async fn a_volatile_event_reaches_an_aspyx_listener_with_its_headers<E: Order>(over: Over) {
    let mut peer = listening::<E>("audit", json!({})).await;
    let manager = start(manager(shared().await.unwrap(), over)).await;
    manager.compose(E::new(7)).header("session", "s-1").header("größe", "ü").send().await.unwrap();
    let received = peer.expect("received").await;
    let body: Value = serde_json::from_str(received["body"].as_str().unwrap()).unwrap();
    assert_eq!(body, json!({ "order": 7, "customer": "Jörg 7" }));
    assert_eq!((&received["headers"]["session"], &received["headers"]["größe"]), (&json!("s-1"), &json!("ü")));
    assert_eq!(received["headers"]["event_name"], E::info().name());
    let handled = peer.expect("handled").await;
    assert_eq!((&handled["order"], &handled["customer"]), (&json!(7), &json!("Jörg 7")));
    end(manager).await;
}

async fn a_durable_event_reaches_an_aspyx_listener_with_its_headers<E: Order>(over: Over) {
    a_volatile_event_reaches_an_aspyx_listener_with_its_headers::<E>(over).await;
}

async fn an_event_of_aspyx_reaches_a_listener_with_its_headers<E: Order>(over: Over) {
    let mut archive = Listener::<E>::new("archive");
    let manager = start(archive.on(manager(shared().await.unwrap(), over))).await;
    let mut peer = sending::<E>(json!({}), json!({})).await;
    let headers = json!({ "session": "s-1", "größe": "ü" });
    peer.does(json!({ "event": E::new(1), "headers": headers }), "sent").await;
    let heard = archive.next().await;
    assert_eq!(heard.event, E::new(1));
    assert_eq!(heard.headers, [("größe".into(), "ü".into()), ("session".into(), "s-1".into())]);
    end(manager).await;
}

async fn an_event_of_aspyx_without_headers_gets_its_id_and_time_on_receipt<E: Order>(over: Over) {
    let mut archive = Listener::<E>::new("archive");
    let manager = start(archive.on(manager(shared().await.unwrap(), over))).await;
    let mut peer = sending::<E>(json!({}), json!({})).await;
    let before = Runtime::system().now();
    peer.does(json!({ "event": E::new(1) }), "sent").await;
    peer.does(json!({ "event": E::new(2) }), "sent").await;
    let (one, two) = (archive.next().await, archive.next().await);
    let mut orders = [one.event.number(), two.event.number()];
    orders.sort_unstable(); // It sends in no order.
    assert_eq!(orders, [1, 2]);
    assert_ne!(one.id, two.id);
    for heard in [one, two] {
        assert!(heard.id.uuid().is_some() && heard.headers.is_empty(), "{heard:?}");
        assert!(before <= heard.occurred_at && heard.occurred_at <= Runtime::system().now(), "{heard:?}");
        assert_eq!(heard.content_type, "application/json");
    }
    end(manager).await;
}

async fn a_per_process_listener_of_each_gets_every_event<E: Order>(over: Over) {
    let mut peer = listening::<E>("cache", json!({ "per_process": true, "server": "python-1" })).await;
    let mut cache = Listener::<E>::new("cache");
    let builder = manager(shared().await.unwrap(), over).server_name("rust-1");
    let manager = start(builder.listen(cache.claim().per_process(), cache.recorder())).await;
    for order in 1..=3 {
        manager.send_event(E::new(order)).await.unwrap();
        assert_eq!(cache.next().await.event.number(), order);
        peer.expect("received").await;
        assert_eq!(peer.expect("handled").await["order"], order);
    }
    end(manager).await;
}

/// Where its STOMP provider sends an event.
fn literal(event: &str) -> &'static str {
    format!("/queue/{event}").leak()
}

async fn what_aspyx_sends_over_stomp_reaches_an_event_at_the_literal_address<E: Order>(over: Over) {
    let broker = shared().await.unwrap();
    let mut archive = Listener::<E>::new("archive");
    let manager = start(archive.on(manager(broker, over))).await;
    let mut peer = Peer::start("aspyx_stomp", broker, Over::Stomp, json!({ "event": E::info().name() })).await;
    peer.does(json!({ "event": E::new(1) }), "sent").await;
    let heard = archive.next().await;
    assert_eq!((heard.event, heard.headers), (E::new(1), Vec::new()));
    assert!(heard.id.uuid().is_some());
    end(manager).await;
}
