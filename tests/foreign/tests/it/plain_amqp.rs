//! python-qpid-proton as a bare AMQP client, both directions.

use serde_json::{Value, json};
use tidings::event::Event;
use tidings_broker::shared;

use crate::support::*;

#[tokio::test]
async fn an_event_reaches_a_bare_amqp_client_with_all_that_is_known_of_it() {
    order_event!(Placed: durable);
    let broker = shared().await.unwrap();
    let address = format!("{}::{}", Placed::info().address(), queue::<Placed>("plain"));
    let mut peer = Peer::start("proton_receive", broker, Over::Amqp, json!({ "address": address })).await;
    let manager = start(manager(&broker.amqp_url())).await;
    manager.compose(Placed::new(1)).header("session", "s-1").send().await.unwrap();
    let received = peer.does(json!({}), "received").await;
    let body = received["body"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Placed>(body).unwrap(), Placed::new(1));
    assert_eq!((&received["kind"], &received["durable"]), (&json!("str"), &json!(true)));
    assert_eq!(
        (&received["subject"], &received["content_type"]),
        (&json!(Placed::info().name()), &json!("application/json"))
    );
    let properties = &received["properties"];
    assert_eq!((&properties["session"], &properties["event_id"]), (&json!("s-1"), &received["id"]));
    assert!(properties.as_object().unwrap().values().all(Value::is_string), "{properties}");
    end(manager).await;
}

#[tokio::test]
async fn what_a_bare_amqp_client_sends_reaches_a_listener_under_its_own_id() {
    order_event!(Placed: durable);
    let broker = shared().await.unwrap();
    let mut archive = Listener::<Placed>::new("archive");
    let manager = start(archive.on(manager(&broker.amqp_url()))).await;
    let mut peer = Peer::start("proton_send", broker, Over::Amqp, json!({})).await;
    let order = json!({
        "address": Placed::info().address(),
        "id": "order-1",
        "body": { "string": json!(Placed::new(1)).to_string() },
        "properties": { "session": { "string": "s-1" }, "tries": { "int": 3 }, "urgent": { "bool": true } },
    });
    assert_eq!(peer.does(order, "sent").await["accepted"], true);
    let heard = archive.next().await;
    assert_eq!((heard.event, heard.id.to_string()), (Placed::new(1), "order-1".to_owned()));
    let headers = [("session", "s-1"), ("tries", "3"), ("urgent", "true")];
    assert_eq!(heard.headers, headers.map(|(name, value)| (name.to_owned(), value.to_owned())));
    end(manager).await;
}
