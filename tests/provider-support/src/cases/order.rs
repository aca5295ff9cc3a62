//! Sends keep their order, and the window is a bound.

use std::time::Duration;

use tidings_broker::shared;
use tidings_core::{
    ErrorKind,
    provider::{Admission, Outcome, Target},
};

use crate::{Protocol, support::*};

pub async fn ten_thousand_events_arrive_once_and_in_order(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 500).await;
    let target = Target::Address(event.clone());
    let sending = send_all(&*connection, &target, (0..10_000).map(|n| parcel(&event, n.to_string())));
    let receiving = async {
        for n in 0..10_000 {
            assert_eq!(listener.take().await, n.to_string());
        }
    };
    let (outcomes, ()) = tokio::join!(sending, receiving);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Confirmed)));
    close(&*connection).await;
}

pub async fn a_full_window_fails_at_once_who_will_not_wait_and_lets_copies_pass(protocol: &Protocol) {
    let mut limits = limits();
    limits.window_events = 2;
    let broker = tidings_broker::Artemis::start().await.unwrap();
    let connection = protocol.connect_to(&protocol.url(&broker), limits).await.unwrap();
    let (event, claim) = durable();
    listen(&*connection, &claim, 0).await.close().await;
    let sender = connection.sender(&Target::Address(event.clone()));
    assert!(matches!(within(sender.offer(parcel(&event, "0"), Admission::Wait)).await, Outcome::Confirmed));
    broker.freeze().await.unwrap();
    let first = sender.offer(parcel(&event, "1"), Admission::Wait);
    let second = sender.offer(parcel(&event, "2"), Admission::Wait);
    let mut third = sender.offer(parcel(&event, "3"), Admission::Wait);
    match within(sender.offer(parcel(&event, "4"), Admission::Now)).await {
        Outcome::NotSent(error) => assert_eq!(error.kind(), ErrorKind::Full),
        other => panic!("{other:?}"),
    }
    assert!(tokio::time::timeout(QUIET, &mut third).await.is_err(), "it waits for its turn");
    assert!(third.cancel(), "what waits can be taken back");
    let beside = sender.offer(parcel(&event, "5"), Admission::Beside);
    broker.thaw().await.unwrap();
    for receipt in [first, second, beside] {
        assert!(matches!(within(receipt).await, Outcome::Confirmed));
    }
    within(connection.close(Duration::from_secs(5))).await.unwrap();
}

pub async fn closing_sends_what_was_offered(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let connection = protocol.connect(broker).await;
    let (event, claim) = durable();
    let listener = listen(&*connection, &claim, 0).await;
    listener.close().await;
    let sender = connection.sender(&Target::Address(event.clone()));
    let receipts: Vec<_> = (0..500).map(|n| sender.offer(parcel(&event, n.to_string()), Admission::Wait)).collect();
    close(&*connection).await;
    for receipt in receipts {
        assert!(matches!(within(receipt).await, Outcome::Confirmed));
    }
    match within(sender.offer(parcel(&event, "late"), Admission::Wait)).await {
        Outcome::NotSent(error) => assert_eq!(error.kind(), ErrorKind::Closed),
        other => panic!("{other:?}"),
    }
}
