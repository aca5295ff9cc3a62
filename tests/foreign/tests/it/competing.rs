//! A Tidings and an aspyx listener on one queue: each event is handled by one of them.

use std::collections::BTreeSet;

use serde_json::json;
use tidings::prelude::*;
use tidings_broker::shared;

use crate::{aspyx::listening, support::*};

const EVENTS: u64 = 40;

/// Has both send half of the events, and sees who handles them.
async fn compete<E: Order>(manager: &EventManager, archive: &mut Listener<E>, peer: &mut Peer) {
    for order in 1..=EVENTS / 2 {
        manager.send_event(E::new(order)).await.unwrap();
        peer.order(json!({ "event": { "order": order + EVENTS / 2, "customer": "aspyx" } })).await;
    }
    let (mut ours, mut theirs) = (BTreeSet::new(), BTreeSet::new());
    while ours.len() + theirs.len() < usize::try_from(EVENTS).unwrap() {
        let (handled, number) = tokio::select! {
            heard = archive.next() => (&mut ours, Some(heard.event.number())),
            said = peer.next() => (&mut theirs, (said["said"] == "handled").then(|| said["order"].as_u64().unwrap())),
        };
        assert!(number.is_none_or(|number| handled.insert(number)), "{number:?} was handled twice by one");
    }
    assert!(ours.is_disjoint(&theirs), "{ours:?} and {theirs:?}");
    // The broker gives to both in turn.
    assert!(!ours.is_empty() && !theirs.is_empty(), "{ours:?} and {theirs:?}");
}

async fn a_queue_made_by_aspyx<E: Order>() -> String {
    let mut archive = Listener::<E>::new("archive");
    let log = Log::of(archive.name());
    let mut peer = listening::<E>("archive", json!({})).await;
    let url = shared().await.unwrap().amqp_url();
    let manager = start(archive.on(manager(&url))).await;
    compete(&manager, &mut archive, &mut peer).await;
    end(manager).await;
    log.text()
}

async fn a_queue_made_by_tidings<E: Order>() {
    let mut archive = Listener::<E>::new("archive");
    let url = shared().await.unwrap().amqp_url();
    let manager = start(archive.on(manager(&url))).await;
    let mut peer = listening::<E>("archive", json!({})).await;
    compete(&manager, &mut archive, &mut peer).await;
    end(manager).await;
}

#[tokio::test]
async fn on_a_queue_that_aspyx_made_each_event_is_handled_once_and_the_start_notes_that_it_is_durable() {
    order_event!(Placed);
    let log = a_queue_made_by_aspyx::<Placed>().await;
    assert!(log.contains("of a non-durable event is durable: true, auto-delete: false"), "{log}");
}

#[tokio::test]
async fn on_a_queue_that_aspyx_made_each_durable_event_is_handled_once_and_the_start_has_nothing_to_note() {
    order_event!(Placed: durable);
    let log = a_queue_made_by_aspyx::<Placed>().await;
    assert!(log.contains("listening") && !log.contains("note"), "{log}");
}

#[tokio::test]
async fn on_a_queue_that_tidings_made_each_event_is_handled_once() {
    order_event!(Placed);
    a_queue_made_by_tidings::<Placed>().await;
}

#[tokio::test]
async fn on_a_queue_that_tidings_made_each_durable_event_is_handled_once() {
    order_event!(Placed: durable);
    a_queue_made_by_tidings::<Placed>().await;
}
