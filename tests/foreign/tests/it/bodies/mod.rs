//! What foreign AMQP clients send as an event, and how it ends.

mod all;
mod cases;
mod kept;
mod poison;

use crate::support::*;

/// The next event of a case, which must be handled whatever became of the case.
const NEXT: &str = r#"{"order": 2, "customer": "next"}"#;

/// Sends one message, and waits until the broker has it.
async fn send<E: Order>(peer: &mut Peer, body: &serde_json::Value, properties: &serde_json::Value) {
    let order = serde_json::json!({ "address": E::info().address(), "body": body, "properties": properties });
    assert_eq!(peer.does(order, "sent").await["accepted"], true);
}

async fn send_next<E: Order>(peer: &mut Peer) {
    send::<E>(peer, &serde_json::json!({ "string": NEXT }), &serde_json::json!({})).await;
}
