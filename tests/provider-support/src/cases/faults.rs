//! The broker may come and go: nobody who sends or listens has to do anything.

use std::{cell::Cell, time::Duration};

use tidings_broker::Artemis;
use tidings_core::{
    provider::{Admission, Context, Health, Outcome, Target},
    runtime::Runtime,
};
use tokio::time::Instant;

use crate::{Protocol, operator, proxy::Proxy, support::*};

/// What the connections of the tests have in common: two listeners, durable and not, and a sender that never stops.
async fn survives(protocol: &Protocol, hurt: impl AsyncFnOnce(&Artemis)) {
    let broker = Artemis::start().await.unwrap();
    let connection = protocol.connect(&broker).await;
    let (event, claim) = durable();
    let (passing, passing_claim) = volatile();
    let mut listener = listen(&*connection, &claim, 50).await;
    let mut passing_listener = listen(&*connection, &passing_claim, 50).await;
    let sender = connection.sender(&Target::Address(event.clone()));
    send(&*connection, &event, "warm").await;
    assert_eq!(listener.take().await, "warm");
    let held: Vec<_> = (0..200).map(|n| sender.offer(parcel(&event, n.to_string()), Admission::Wait)).collect();

    hurt(&broker).await;

    let more: Vec<_> = (200..400).map(|n| sender.offer(parcel(&event, n.to_string()), Admission::Wait)).collect();
    for (n, receipt) in held.into_iter().chain(more).enumerate() {
        let outcome = within(receipt).await;
        assert!(matches!(outcome, Outcome::Confirmed), "{n}: {outcome:?}");
    }
    let mut seen = std::collections::BTreeSet::new();
    while seen.len() < 400 {
        // The warming one may come again: its accept was not yet on the broker's disk.
        seen.extend(listener.take().await.parse::<u32>());
    }
    assert_eq!(seen.last(), Some(&399), "nothing is lost");

    // The volatile queue is there again, for what is sent from now on, and so is the way to it alone.
    within(async {
        let mut n = 0;
        loop {
            send(&*connection, &passing, n.to_string()).await;
            n += 1;
            if !passing_listener.is_quiet().await {
                return;
            }
        }
    })
    .await;
    let copy = envelope(&passing, "copy");
    let target = Target::Queue(passing_claim.clone());
    let outcomes = send_all(&*connection, &target, [std::sync::Arc::new(copy) as _]).await;
    assert!(matches!(outcomes[..], [Outcome::Confirmed]), "{outcomes:?}");
    let mut health = connection.health();
    within(health.wait_for(Health::is_up)).await.unwrap();
    close(&*connection).await;
}

pub async fn sending_and_listening_go_on_after_a_crash_of_the_broker(protocol: &Protocol) {
    survives(protocol, async |broker| {
        broker.kill().await.unwrap();
        broker.restart().await.unwrap();
    })
    .await;
}

pub async fn sending_and_listening_go_on_after_a_polite_restart_of_the_broker(protocol: &Protocol) {
    survives(protocol, async |broker| {
        broker.stop().await.unwrap();
        broker.restart().await.unwrap();
    })
    .await;
}

pub async fn sending_and_listening_go_on_after_the_broker_froze(protocol: &Protocol) {
    survives(protocol, async |broker| {
        broker.freeze().await.unwrap();
        // Longer than the heartbeat, so that the connection is given up.
        tokio::time::sleep(limits().heartbeat + Duration::from_secs(2)).await;
        broker.thaw().await.unwrap();
    })
    .await;
}

pub async fn a_frozen_broker_and_large_bodies_hang_nobody(protocol: &Protocol) {
    let broker = Artemis::start().await.unwrap();
    let connection = protocol.connect(&broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 50).await;
    send(&*connection, &event, "warm").await;
    assert_eq!(listener.take().await, "warm");
    broker.freeze().await.unwrap();
    let sender = connection.sender(&Target::Address(event.clone()));
    let body = "x".repeat(60_000);
    let receipts: Vec<_> = (0..300).map(|_| sender.offer(parcel(&event, body.clone()), Admission::Wait)).collect();
    let mut health = connection.health();
    within(health.wait_for(|health| !health.is_up())).await.unwrap();
    broker.thaw().await.unwrap();
    for receipt in receipts {
        assert!(matches!(within(receipt).await, Outcome::Confirmed));
    }
    for _ in 0..300 {
        assert_eq!(listener.take().await.len(), 60_000);
    }
    close(&*connection).await;
}

pub async fn closing_ends_in_time_while_the_broker_is_gone(protocol: &Protocol) {
    let broker = Artemis::start().await.unwrap();
    let connection = protocol.connect(&broker).await;
    let (event, claim) = durable();
    let listener = listen(&*connection, &claim, 50).await;
    send(&*connection, &event, "warm").await;
    broker.kill().await.unwrap();
    let sender = connection.sender(&Target::Address(event.clone()));
    let receipt = sender.offer(parcel(&event, "late"), Admission::Wait);
    let begun = Instant::now();
    listener.close().await;
    let error = within(connection.close(Duration::from_secs(2))).await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(error.to_string().contains(event.address()), "{error}");
    assert!(matches!(within(receipt).await, Outcome::NotSent(_) | Outcome::Undecided(_)));
}

pub async fn a_send_that_waits_for_the_broker_can_be_taken_back(protocol: &Protocol) {
    let broker = Artemis::start().await.unwrap();
    let connection = protocol.connect(&broker).await;
    let (event, claim) = durable();
    listen(&*connection, &claim, 0).await.close().await;
    send(&*connection, &event, "warm").await;
    broker.kill().await.unwrap();
    within(connection.health().wait_for(|health| !health.is_up())).await.unwrap();
    let sender = connection.sender(&Target::Address(event.clone()));
    let sent = parcel(&event, "late");
    let mut receipt = sender.offer(sent.clone(), Admission::Wait);
    assert!(receipt.cancel());
    within(async {
        // The sender lets go of it.
        while std::sync::Arc::strong_count(&sent) > 1 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

pub async fn a_link_that_the_broker_detaches_with_an_error_is_attached_again(protocol: &Protocol) {
    let broker = tidings_broker::shared().await.unwrap();
    let connection = protocol.connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 50).await;
    send(&*connection, &event, "before").await;
    assert_eq!(listener.take().await, "before");
    // With its consumers: their links are closed with an error.
    operator::manage(broker, "destroyQueue", &format!("[\"{}\", true]", claim.queue())).await.unwrap();
    within(async {
        // While there is no queue, what is sent is refused or reaches nobody; what comes has come over a link that was attached again,
        // after a loss, or over STOMP by a subscription that was about to be made anew anyhow.
        loop {
            let target = Target::Address(event.clone());
            drop(send_all(&*connection, &target, [parcel(&event, "after")]).await);
            if let Some(came) = listener.take_soon().await {
                assert_eq!(came, "after");
                break;
            }
        }
    })
    .await;
    close(&*connection).await;
}

pub async fn sending_and_listening_go_on_after_an_operator_closed_the_connection(protocol: &Protocol) {
    let closed = Cell::new(Instant::now());
    let hurt = async |broker: &Artemis| {
        // The operator's own connection may end before the answer.
        drop(operator::manage(broker, "closeConnectionsForUser", "[\"admin\"]").await);
        closed.set(Instant::now());
    };
    Box::pin(survives(protocol, hurt)).await;
    // What only an operator can mend is tried again after 30 s.
    let took = closed.get().elapsed();
    assert!(took < Duration::from_secs(25), "after {took:?}, as if a right had been missing");
}

pub async fn a_start_waits_for_a_broker_that_comes_later(protocol: &Protocol) {
    let broker = Artemis::start().await.unwrap();
    broker.kill().await.unwrap();
    let mut patient = limits();
    patient.start_timeout = BOUND;
    let provider = (protocol.provider)(&protocol.url(&broker));
    let connecting = provider.connect(Context::new(Runtime::system(), patient));
    let (connected, restarted) = tokio::join!(connecting, broker.restart());
    restarted.unwrap();
    close(&*connected.unwrap()).await;
}

pub async fn a_way_that_swallows_everything_is_left_and_what_was_sent_goes_another(protocol: &Protocol) {
    let broker = tidings_broker::shared().await.unwrap();
    let proxy = Proxy::to((protocol.port)(broker)).await;
    let mut limits = limits();
    limits.heartbeat = Duration::from_secs(2);
    let connection = protocol.connect_to(&protocol.local(proxy.port()), limits).await.unwrap();
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    send(&*connection, &event, "before").await;
    assert_eq!(listener.take().await, "before");
    proxy.swallow();
    let sender = connection.sender(&Target::Address(event.clone()));
    let receipt = sender.offer(parcel(&event, "after"), Admission::Wait);
    within(connection.health().wait_for(|health| !health.is_up())).await.unwrap();
    proxy.cut();
    assert!(matches!(within(receipt).await, Outcome::Confirmed));
    while listener.take().await != "after" {}
    close(&*connection).await;
}
