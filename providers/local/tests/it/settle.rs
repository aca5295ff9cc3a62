use std::task::{Context, Poll, Waker};

use tidings_core::provider::Signal;
use tidings_local::Local;

use crate::support::{Bell, Rx, connect, numbers, order, ordered, ping, pinged, send, send_pings, to_orders, to_pings};

#[tokio::test(start_paused = true)]
async fn never_more_than_the_credit_is_given() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 2).await;
    send_pings(&to_pings(&connection), 0..5).await;
    assert_eq!(receiver.numbers().await, [0, 1]);
    assert!(receiver.numbers().await.is_empty());
    receiver.0.grant(1);
    assert_eq!(receiver.numbers().await, [2]);
    receiver.0.grant(1);
    receiver.0.grant(1);
    assert_eq!(receiver.numbers().await, [3, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_returned_delivery_comes_again_in_its_place_and_is_not_marked() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 3).await;
    send_pings(&to_pings(&connection), 0..5).await;
    let batch = receiver.batch().await;
    receiver.give_back(batch[2].token);
    receiver.accept(batch[1].token);
    receiver.give_back(batch[0].token);
    receiver.0.grant(10);
    let again = receiver.batch().await;
    assert_eq!(numbers(&again), [0, 2, 3, 4]);
    assert!(again.iter().all(|incoming| !incoming.redelivered));
}

#[tokio::test(start_paused = true)]
async fn no_token_is_used_twice() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 1_000).await;
    let sender = to_pings(&connection);
    let mut tokens = std::collections::BTreeSet::new();
    for round in 0..100 {
        send_pings(&sender, 0..3).await;
        for (at, incoming) in receiver.batch().await.iter().enumerate() {
            assert!(tokens.insert(incoming.token));
            if at == round % 3 { receiver.give_back(incoming.token) } else { receiver.accept(incoming.token) }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn deliveries_that_stay_unsettled_can_be_settled_after_a_thousand_others() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 2_000).await;
    let sender = to_pings(&connection);
    send_pings(&sender, [1, 2]).await;
    let kept = receiver.batch().await;
    for n in 0..1_000 {
        send_pings(&sender, [n]).await;
        assert_eq!(receiver.numbers().await, [n]);
    }
    receiver.accept(kept[0].token);
    receiver.accept(kept[0].token);
    receiver.give_back(kept[1].token);
    assert_eq!(receiver.numbers().await, [2]);
}

#[tokio::test(start_paused = true)]
async fn what_a_vanished_receiver_had_comes_again_in_its_place_and_is_marked() {
    let connection = connect(&Local::new()).await;
    let mut crashing = Rx::open(&connection, &order("a"), 2).await;
    for n in 0..4 {
        send(&to_orders(&connection), ordered(n)).await;
    }
    let batch = crashing.batch().await;
    crashing.accept(batch[0].token);
    drop(crashing);
    let mut next = Rx::open(&connection, &order("a"), 10).await;
    let batch = next.batch().await;
    assert_eq!(numbers(&batch), [1, 2, 3]);
    assert_eq!(batch.iter().map(|incoming| incoming.redelivered).collect::<Vec<_>>(), [true, false, false]);
}

#[tokio::test(start_paused = true)]
async fn what_a_closed_receiver_had_comes_again_and_is_not_marked() {
    let connection = connect(&Local::new()).await;
    let mut closing = Rx::open(&connection, &order("a"), 2).await;
    for n in 0..3 {
        send(&to_orders(&connection), ordered(n)).await;
    }
    closing.batch().await;
    closing.close().await;
    let mut next = Rx::open(&connection, &order("a"), 10).await;
    let batch = next.batch().await;
    assert_eq!(numbers(&batch), [0, 1, 2]);
    assert!(batch.iter().all(|incoming| !incoming.redelivered));
}

#[tokio::test(start_paused = true)]
async fn a_mark_stays_through_a_polite_return() {
    let connection = connect(&Local::new()).await;
    let mut crashing = Rx::open(&connection, &order("a"), 1).await;
    send(&to_orders(&connection), ordered(1)).await;
    crashing.batch().await;
    drop(crashing);
    let mut next = Rx::open(&connection, &order("a"), 10).await;
    let token = next.batch().await[0].token;
    next.give_back(token);
    assert!(next.batch().await[0].redelivered);
}

#[tokio::test(start_paused = true)]
async fn a_paused_receiver_is_given_nothing_new() {
    let connection = connect(&Local::new()).await;
    let (mut paused, mut other) =
        (Rx::open(&connection, &ping("a"), 10).await, Rx::open(&connection, &ping("a"), 0).await);
    assert!(paused.numbers().await.is_empty());
    assert!(other.numbers().await.is_empty());
    // Dealt to it, but not yet given.
    send_pings(&to_pings(&connection), [1, 2]).await;
    paused.0.pause();
    assert!(paused.numbers().await.is_empty());
    other.0.grant(10);
    assert_eq!(other.numbers().await, [1, 2]);
    paused.0.grant(10);
    send_pings(&to_pings(&connection), [3, 4]).await;
    assert_eq!(paused.numbers().await.len() + other.numbers().await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_receiver_is_woken_when_it_waits_and_may_be_given_something() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 1).await;
    let (sender, bell) = (to_pings(&connection), Bell::new());
    let waker = Waker::from(bell.clone());
    let mut cx = Context::from_waker(&waker);
    assert!(receiver.poll(&mut cx).is_pending());
    send_pings(&sender, [1]).await;
    assert!(bell.rang());
    assert!(matches!(receiver.poll(&mut cx), Poll::Ready(Signal::Deliveries)));
    send_pings(&sender, [2]).await;
    assert!(!bell.rang(), "nobody waits");
    assert!(receiver.poll(&mut cx).is_pending());
    send_pings(&sender, [3]).await;
    assert!(!bell.rang(), "it has no credit");
    receiver.0.grant(1);
    assert!(bell.rang(), "credit came for what is there");
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_was_closed_says_so() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 1).await;
    let mut cx = Context::from_waker(Waker::noop());
    assert!(matches!(receiver.0.poll_close(&mut cx), Poll::Ready(Ok(()))));
    assert!(matches!(receiver.0.poll_close(&mut cx), Poll::Ready(Ok(()))));
    assert!(matches!(receiver.poll(&mut cx), Poll::Ready(Signal::Closed(_))));
    send(&to_pings(&connection), pinged(1)).await;
    receiver.0.grant(1);
    receiver.0.pause();
    assert!(matches!(receiver.poll(&mut cx), Poll::Ready(Signal::Closed(_))));
}
