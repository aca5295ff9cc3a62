//! stomp.py as a bare STOMP client, both directions.

use serde_json::{Value, json};
use tidings_broker::shared;

use crate::support::*;

over_each_protocol! {
    an_event_reaches_a_bare_stomp_client: durable;
    what_a_bare_stomp_client_sends_reaches_a_listener: durable;
    bytes_that_call_themselves_json_are_one_dead_letter_with_every_byte: durable;
}

async fn an_event_reaches_a_bare_stomp_client<E: Order>(over: Over) {
    let broker = shared().await.unwrap();
    let destination = format!("{}::{}", E::info().address(), queue::<E>("plain"));
    let mut peer = Peer::start("stomp_receive", broker, Over::Stomp, json!({ "destination": destination })).await;
    let manager = start(manager(broker, over)).await;
    manager.compose(E::new(1)).header("session", "s-1").header("größe", "a:b\\c\nd").send().await.unwrap();
    let received = peer.expect("received").await;
    let body: Value = serde_json::from_str(received["body"].as_str().unwrap()).unwrap();
    assert_eq!(body, json!(E::new(1)));
    let headers = &received["headers"];
    let musts = [("session", "s-1"), ("größe", "a:b\\c\nd"), ("event_name", E::info().name()), ("persistent", "true")];
    for (name, must) in musts {
        assert_eq!(headers[name], must, "{name}");
    }
    end(manager).await;
}

async fn what_a_bare_stomp_client_sends_reaches_a_listener<E: Order>(over: Over) {
    let broker = shared().await.unwrap();
    let mut archive = Listener::<E>::new("archive");
    let manager = start(archive.on(manager(broker, over))).await;
    let mut peer = Peer::start("stomp_send", broker, Over::Stomp, json!({})).await;
    // As text, and as bytes.
    for length in [false, true] {
        let order = json!({
            "destination": E::info().address(),
            "body": json!(E::new(1)).to_string(),
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

async fn bytes_that_call_themselves_json_are_one_dead_letter_with_every_byte<E: Order>(over: Over) {
    let broker = shared().await.unwrap();
    let archive = Listener::<E>::new("archive");
    let (builder, mut reports) = Reports::of(archive.on(manager(broker, over)));
    let manager = start(builder).await;
    let mut peer = Peer::start("stomp_send", broker, Over::Stomp, json!({})).await;
    let order = json!({ "destination": E::info().address(), "hex": "22fffe22", "content_type": "application/json" });
    peer.does(order, "sent").await;
    assert!(reports.next().await.reason.contains("undecodable"));
    let mut letters = within("the dead letters", manager.dead_letters(archive.name())).await.unwrap();
    let letters = within("their list", letters.list(10)).await.unwrap();
    let bodies: Vec<_> = letters.iter().map(|letter| letter.envelope().body().unwrap().to_vec()).collect();
    assert_eq!(bodies, [b"\"\xff\xfe\""]);
    end(manager).await;
}
