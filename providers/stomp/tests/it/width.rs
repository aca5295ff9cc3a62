//! How much a broker gives ahead, and what it counts when a connection ends.

use std::time::Duration;

use tidings_broker::{Artemis, shared};
use tidings_core::provider::{Claim, Target};
use tidings_provider_tests::{operator, proxy::Proxy, support::*};

use crate::common::STOMP;

/// Artemis gives up on what it gave so often without an answer.
const TRIES: u32 = 10;

async fn fill(broker: &Artemis, claim: &Claim, bodies: impl IntoIterator<Item = String>) {
    let connection = STOMP.connect(broker).await;
    listen(&*connection, claim, 0).await.close().await;
    let parcels = bodies.into_iter().map(|body| parcel(claim.event_ref(), body));
    send_all(&*connection, &Target::Address(claim.event_ref().clone()), parcels).await;
    close(&*connection).await;
}

#[tokio::test]
async fn a_listener_that_stops_before_it_handled_anything_has_nothing_counted_against_its_events() {
    let broker = shared().await.unwrap();
    let (_, claim) = durable();
    fill(broker, &claim, (0..20).map(|n| n.to_string())).await;
    for _ in 0..TRIES + 5 {
        let connection = STOMP.connect(broker).await;
        let mut listener = listen(&*connection, &claim, 10).await;
        assert!(!listener.next().await.redelivered);
        listener.close().await;
        close(&*connection).await;
    }
    let connection = STOMP.connect(broker).await;
    let mut listener = listen(&*connection, &claim, 50).await;
    for n in 0..20 {
        let incoming = listener.next().await;
        assert_eq!((text(&incoming), incoming.redelivered), (n.to_string(), false));
        listener.accept(incoming.token);
    }
    close(&*connection).await;
}

#[tokio::test]
async fn a_listener_that_stops_amid_its_work_has_nothing_counted_against_what_it_did_not_finish() {
    let broker = shared().await.unwrap();
    let (_, claim) = durable();
    fill(broker, &claim, (0..200).map(|n| n.to_string())).await;
    for round in 0..TRIES + 5 {
        let connection = STOMP.connect(broker).await;
        let mut listener = listen(&*connection, &claim, 50).await;
        assert_eq!(listener.take().await, round.to_string());
        // By now the subscription is wide.
        let (one, two) = (listener.next().await, listener.next().await);
        assert!(!one.redelivered && !two.redelivered, "round {round}");
        listener.close().await;
        close(&*connection).await;
    }
    operator::holds(broker, &claim.queue(), u64::from(200 - (TRIES + 5))).await;
}

#[tokio::test]
async fn what_a_cut_connection_held_comes_again_marked_and_one_at_a_time_until_something_new_is_settled() {
    let broker = shared().await.unwrap();
    let proxy = Proxy::to(broker.ports().stomp).await;
    let (event, claim) = durable();
    let connection = STOMP.connect_to(&STOMP.local(proxy.port()), limits()).await.unwrap();
    let mut listener = listen(&*connection, &claim, 50).await;
    let target = Target::Address(event.clone());
    send_all(&*connection, &target, (0..9).map(|n| parcel(&event, n.to_string()))).await;
    assert_eq!(listener.take().await, "0");
    for n in 1..9 {
        assert_eq!(text(&listener.next().await), n.to_string(), "several are at work");
    }

    proxy.cut();
    for n in 1..9 {
        let incoming = listener.next().await;
        assert_eq!((text(&incoming), incoming.redelivered), (n.to_string(), true));
        if n == 1 {
            assert!(listener.is_quiet().await, "only one is at work");
            assert_eq!(operator::number(broker, &claim.queue(), "deliveringCount").await, 1);
        }
        listener.accept(incoming.token);
    }
    assert_eq!(listener.losses, 1);

    send_all(&*connection, &target, (9..20).map(|n| parcel(&event, n.to_string()))).await;
    assert_eq!(listener.take().await, "9");
    let (one, two) = (listener.next().await, listener.next().await);
    assert!(!one.redelivered && !two.redelivered, "several are at work again");
    close(&*connection).await;
}

#[tokio::test]
async fn a_process_that_dies_over_one_event_takes_no_neighbour_with_it() {
    let broker = shared().await.unwrap();
    let (_, claim) = durable();
    fill(broker, &claim, (0..5).map(|n| n.to_string())).await;
    let died = async || {
        let proxy = Proxy::to(broker.ports().stomp).await;
        let mut patient = limits();
        patient.start_timeout = Duration::from_secs(5);
        let connection = STOMP.connect_to(&STOMP.local(proxy.port()), patient).await.unwrap();
        let mut listener = listen(&*connection, &claim, 10).await;
        let first = text(&listener.next().await);
        drop(proxy);
        // Until the broker has it back, it would give another process the next one.
        operator::comes_to(broker, &claim.queue(), "deliveringCount", 0).await;
        first
    };
    // The first one ends its process over and over, until the broker gives up on it.
    within(async { while died().await == "0" {} }).await;
    let connection = STOMP.connect(broker).await;
    let mut listener = listen(&*connection, &claim, 10).await;
    for n in 1..5 {
        assert_eq!(listener.take().await, n.to_string());
    }
    let mut letters = within(connection.dead_letters(&claim)).await.unwrap();
    let dead = within(letters.list(10)).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].envelope().body().unwrap(), "0");
    close(&*connection).await;
}

#[tokio::test]
async fn a_backlog_stays_at_the_broker_but_for_what_a_listener_may_have_at_work() {
    let broker = shared().await.unwrap();
    let (_, claim) = durable();
    let claim = claim.with_prefetch(20);
    let body = "x".repeat(2_000);
    fill(broker, &claim, (0..1_000).map(|_| body.clone())).await;
    let connection = STOMP.connect(broker).await;
    let mut listener = listen(&*connection, &claim, 20).await;
    listener.take().await;
    for _ in 0..20 {
        listener.next().await;
    }
    // The broker counts bytes, so that the bound is a rough one.
    let ahead = operator::number(broker, &claim.queue(), "deliveringCount").await;
    assert!((20..=80).contains(&ahead), "{ahead} of 1000 were given");
    close(&*connection).await;
}
