//! stomp.py as a bare STOMP client, both directions.

use serde_json::{Value, json};
use tidings_broker::{Artemis, shared};

use crate::support::*;

async fn reaches_a_bare_client<E: Order>(broker: &Artemis, url: &str) {
    let destination = format!("{}::{}", E::info().address(), queue::<E>("plain"));
    let mut peer = Peer::start("stomp_receive", broker, Over::Stomp, json!({ "destination": destination })).await;
    let manager = start(manager(url)).await;
    manager.compose(E::new(1)).header("session", "s-1").header("größe", "a:b\\c\nd").send().await.unwrap();
    let received = peer.expect("received").await;
    let body: Value = serde_json::from_str(received["body"].as_str().unwrap()).unwrap();
    assert_eq!(body, json!({ "order": 1, "customer": "Jörg 1" }));
    let headers = &received["headers"];
    assert_eq!((&headers["session"], &headers["größe"]), (&json!("s-1"), &json!("a:b\\c\nd")));
    assert_eq!((&headers["event_name"], &headers["persistent"]), (&json!(E::info().name()), &json!("true")));
    end(manager).await;
}

async fn reaches_a_listener<E: Order + PartialEq + std::fmt::Debug>(broker: &Artemis, url: &str) {
    let mut archive = Listener::<E>::new("archive");
    let manager = start(archive.on(manager(url))).await;
    let mut peer = Peer::start("stomp_send", broker, Over::Stomp, json!({})).await;
    // As text, and as bytes.
    for length in [false, true] {
        let order = json!({
            "destination": E::info().address(),
            "body": json!({ "order": 1, "customer": "Jörg 1" }).to_string(),
            "headers": { "session": "s-1", "größe": "a:b" },
            "length": length,
        });
        peer.does(order, "sent").await;
        let heard = archive.next().await;
        assert_eq!(heard.event, E::new(1));
        assert_eq!(heard.headers, [("größe".into(), "a:b".into()), ("session".into(), "s-1".into())]);
        assert!(heard.id.uuid().is_some());
    }
    end(manager).await;
}

#[tokio::test]
async fn an_event_sent_over_amqp_reaches_a_bare_stomp_client() {
    order_event!(Placed: durable);
    let broker = shared().await.unwrap();
    reaches_a_bare_client::<Placed>(broker, &broker.amqp_url()).await;
}

#[tokio::test]
async fn what_a_bare_stomp_client_sends_reaches_a_listener_over_amqp() {
    order_event!(Placed: durable);
    let broker = shared().await.unwrap();
    reaches_a_listener::<Placed>(broker, &broker.amqp_url()).await;
}
