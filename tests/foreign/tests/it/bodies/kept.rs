//! A list is a message that Artemis cannot write as a STOMP frame: it stays in the queue.

use serde_json::json;
use tidings_broker::shared;

use super::{cases::ORDER, send, send_next};
use crate::support::*;

#[tokio::test]
async fn over_stomp_a_list_stays_in_the_queue_and_the_next_event_is_handled() {
    order_event!(Placed: durable);
    let broker = shared().await.unwrap();
    let mut archive = Listener::<Placed>::new("archive");
    let (builder, mut reports) = Reports::of(archive.on(manager(broker, Over::Stomp)));
    let manager = start(builder).await;
    let mut peer = Peer::start("proton_send", broker, Over::Amqp, json!({})).await;
    for kind in ["list", "sequence"] {
        send::<Placed>(&mut peer, &json!({ kind: [ORDER] }), &json!({})).await;
        send_next::<Placed>(&mut peer).await;
        assert_eq!(archive.next().await.event.number(), 2, "after a {kind}");
    }
    end(manager).await;
    assert!(reports.is_empty() && archive.rest().is_empty());
    // Whoever speaks AMQP can take them from there.
    let queue = json!({ "address": archive.full_queue() });
    let mut reader = Peer::start("proton_receive", broker, Over::Amqp, queue).await;
    for _ in 0..2 {
        assert_eq!(reader.does(json!({}), "received").await["kind"], "list");
    }
}
