//! A Tidings and an aspyx listener on one queue: each event is handled by one of them.

use std::collections::BTreeSet;

use serde_json::json;
use tidings::prelude::*;
use tidings_broker::shared;

use crate::{aspyx::listening, support::*};

over_each_protocol! {
    on_a_queue_of_aspyx_each_event_is_handled_once_and_the_start_notes_that_it_is_durable;
    on_a_queue_of_aspyx_each_durable_event_is_handled_once_and_the_start_has_nothing_to_note: durable;
    on_a_queue_of_tidings_each_event_is_handled_once;
    on_a_queue_of_tidings_each_durable_event_is_handled_once: durable;
}

const EVENTS: u64 = 40;

/// Sends the events, and sees who handles them. (aspyx sends none here: its own threads trip over each other when it
/// sends many.)
async fn compete<E: Order>(manager: &EventManager, archive: &mut Listener<E>, peer: &mut Peer) {
    for order in 1..=EVENTS {
        manager.send_event(E::new(order)).await.unwrap();
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

/// What the start of Tidings logs.
async fn on_a_queue_of_aspyx<E: Order>(over: Over) -> String {
    let mut archive = Listener::<E>::new("archive");
    let log = Log::of(archive.name());
    let mut peer = listening::<E>("archive", json!({})).await;
    let manager = start(archive.on(manager(shared().await.unwrap(), over))).await;
    compete(&manager, &mut archive, &mut peer).await;
    end(manager).await;
    log.text()
}

async fn on_a_queue_of_aspyx_each_event_is_handled_once_and_the_start_notes_that_it_is_durable<E: Order>(over: Over) {
    let log = on_a_queue_of_aspyx::<E>(over).await;
    assert!(log.contains("of a non-durable event is durable: true, auto-delete: false"), "{log}");
}

async fn on_a_queue_of_aspyx_each_durable_event_is_handled_once_and_the_start_has_nothing_to_note<E: Order>(
    over: Over,
) {
    let log = on_a_queue_of_aspyx::<E>(over).await;
    // What the broker does with events that nobody hears is not about the queue.
    let notes = log.lines().filter(|line| line.contains("a note") && !line.contains("send-to-dla-on-no-route"));
    assert!(log.contains("listening") && notes.count() == 0, "{log}");
}

async fn on_a_queue_of_tidings_each_event_is_handled_once<E: Order>(over: Over) {
    let mut archive = Listener::<E>::new("archive");
    let manager = start(archive.on(manager(shared().await.unwrap(), over))).await;
    let mut peer = listening::<E>("archive", json!({})).await;
    compete(&manager, &mut archive, &mut peer).await;
    end(manager).await;
}

async fn on_a_queue_of_tidings_each_durable_event_is_handled_once<E: Order>(over: Over) {
    on_a_queue_of_tidings_each_event_is_handled_once::<E>(over).await;
}
