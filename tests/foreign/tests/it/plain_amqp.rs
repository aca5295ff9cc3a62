//! python-qpid-proton as a bare AMQP client, both directions.

use serde_json::{Value, json};
use tidings_broker::shared;

use crate::support::*;

over_each_protocol! {
    an_event_reaches_a_bare_amqp_client: durable;
    what_a_bare_amqp_client_sends_reaches_a_listener: durable;
}

async fn an_event_reaches_a_bare_amqp_client<E: Order>(over: Over) {
    let broker = shared().await.unwrap();
    let address = format!("{}::{}", E::info().address(), queue::<E>("plain"));
    let mut peer = Peer::start("proton_receive", broker, Over::Amqp, json!({ "address": address })).await;
    let manager = start(manager(broker, over)).await;
    manager.compose(E::new(1)).header("session", "s-1").send().await.unwrap();
    let received = peer.does(json!({}), "received").await;
    let body: Value = serde_json::from_str(received["body"].as_str().unwrap()).unwrap();
    assert_eq!(body, json!(E::new(1)));
    assert_eq!((&received["kind"], &received["durable"]), (&json!("str"), &json!(true)));
    let properties = &received["properties"];
    for (name, must) in [("session", "s-1"), ("event_name", E::info().name()), ("content_type", "application/json")] {
        assert_eq!(properties[name], must, "{name}");
    }
    if let Over::Amqp = over {
        // What AMQP has a place of its own for is there too.
        assert_eq!((&received["id"], &received["subject"]), (&properties["event_id"], &properties["event_name"]));
        assert_eq!(received["content_type"], properties["content_type"]);
        assert!(properties.as_object().unwrap().values().all(Value::is_string), "{properties}");
    }
    end(manager).await;
}

async fn what_a_bare_amqp_client_sends_reaches_a_listener<E: Order>(over: Over) {
    let broker = shared().await.unwrap();
    let mut archive = Listener::<E>::new("archive");
    let manager = start(archive.on(manager(broker, over))).await;
    let mut peer = Peer::start("proton_send", broker, Over::Amqp, json!({})).await;
    let order = json!({
        "address": E::info().address(),
        "id": "order-1",
        "body": { "string": json!(E::new(1)).to_string() },
        "properties": { "session": { "string": "s-1" }, "tries": { "int": 3 }, "urgent": { "bool": true } },
    });
    assert_eq!(peer.does(order, "sent").await["accepted"], true);
    let heard = archive.next().await;
    assert_eq!(heard.event, E::new(1));
    if let Over::Amqp = over {
        assert_eq!(heard.id.to_string(), "order-1");
    }
    let headers = [("session", "s-1"), ("tries", "3"), ("urgent", "true")];
    assert_eq!(heard.headers, headers.map(|(name, value)| (name.to_owned(), value.to_owned())));
    end(manager).await;
}
