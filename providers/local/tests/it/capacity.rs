use std::{sync::Arc, time::Duration};

use tidings_core::{
    ErrorKind,
    provider::{Admission, Outcome, Target},
};
use tidings_local::Local;

use crate::support::{
    Rx, bounded, connect, is_pending, not_sent, order, ordered, ping, pinged, pinged_with, send_pings, to_orders,
    to_pings,
};

fn small() -> Local {
    Local::new().with_queue_capacity(2)
}

#[tokio::test(start_paused = true)]
async fn a_send_to_a_full_queue_waits_for_room() {
    let connection = connect(&small()).await;
    let (sender, mut receiver) = (to_pings(&connection), Rx::open(&connection, &ping("a"), 1).await);
    send_pings(&sender, [1, 2]).await;
    let mut third = sender.offer(pinged(3), Admission::Wait);
    assert!(is_pending(&mut third).await);
    assert_eq!(receiver.numbers().await, [1]);
    assert!(matches!(bounded(third).await, Outcome::Confirmed));
    receiver.0.grant(10);
    assert_eq!(receiver.numbers().await, [2, 3]);
}

#[tokio::test(start_paused = true)]
async fn waiting_sends_are_served_in_the_order_of_their_offers() {
    let connection = connect(&small()).await;
    let (sender, mut receiver) = (to_pings(&connection), Rx::open(&connection, &ping("a"), 0).await);
    send_pings(&sender, [1, 2]).await;
    let waiting: Vec<_> = (3..8).map(|n| sender.offer(pinged(n), Admission::Wait)).collect();
    receiver.0.grant(10);
    let mut received = Vec::new();
    while received.len() < 7 {
        received.extend(receiver.numbers().await);
    }
    assert_eq!(received, [1, 2, 3, 4, 5, 6, 7]);
    for receipt in waiting {
        assert!(matches!(bounded(receipt).await, Outcome::Confirmed));
    }
}

#[tokio::test(start_paused = true)]
async fn a_waiting_send_that_was_taken_back_is_skipped_and_let_go_of_at_once() {
    let connection = connect(&small()).await;
    let (sender, mut receiver) = (to_pings(&connection), Rx::open(&connection, &ping("a"), 0).await);
    send_pings(&sender, [1, 2]).await;
    let parcels: Vec<_> = (3..6).map(pinged).collect();
    let mut waiting: Vec<_> = parcels.iter().map(|parcel| sender.offer(parcel.clone(), Admission::Wait)).collect();
    assert!(waiting[1].cancel());
    assert_eq!(Arc::strong_count(&parcels[1]), 1, "nobody but the sender may hold it now");
    drop(waiting.remove(0));
    assert_eq!(Arc::strong_count(&parcels[0]), 1, "a dropped receipt takes it back too");
    receiver.0.grant(10);
    let mut received = receiver.numbers().await;
    received.extend(receiver.numbers().await);
    assert_eq!(received, [1, 2, 5]);
}

#[tokio::test(start_paused = true)]
async fn a_send_that_does_not_wait_fails_as_full_and_is_not_kept() {
    let connection = connect(&small()).await;
    let (sender, _receiver) = (to_pings(&connection), Rx::open(&connection, &ping("a"), 0).await);
    send_pings(&sender, [1, 2]).await;
    let parcel = pinged(3);
    assert_eq!(not_sent(bounded(sender.offer(parcel.clone(), Admission::Now)).await), ErrorKind::Full);
    assert_eq!(Arc::strong_count(&parcel), 1);
}

#[tokio::test(start_paused = true)]
async fn a_send_that_does_not_wait_overtakes_nobody() {
    let connection = connect(&small()).await;
    let (sender, _a) = (to_pings(&connection), Rx::open(&connection, &ping("a"), 0).await);
    let _b = Rx::open(&connection, &ping("b"), 0).await;
    let only_b = connection.sender(&Target::Queue(ping("b")));
    send_pings(&connection.sender(&Target::Queue(ping("a"))), [1, 2]).await;
    let mut waiting = sender.offer(pinged(3), Admission::Wait);
    assert!(is_pending(&mut waiting).await);
    assert_eq!(not_sent(bounded(only_b.offer(pinged(4), Admission::Now)).await), ErrorKind::Full);
}

#[tokio::test(start_paused = true)]
async fn copies_pass_a_full_queue() {
    let connection = connect(&small()).await;
    let (sender, mut receiver) = (to_pings(&connection), Rx::open(&connection, &ping("a"), 10).await);
    send_pings(&sender, [1, 2]).await;
    let copies = connection.sender(&Target::Queue(ping("a")));
    assert!(matches!(bounded(copies.offer(pinged(3), Admission::Beside)).await, Outcome::Confirmed));
    assert_eq!(receiver.numbers().await, [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn an_event_reaches_all_queues_or_none() {
    let connection = connect(&small()).await;
    let (sender, mut full) = (to_pings(&connection), Rx::open(&connection, &ping("full"), 0).await);
    let mut free = Rx::open(&connection, &ping("free"), 10).await;
    send_pings(&connection.sender(&Target::Queue(ping("full"))), [1, 2]).await;
    assert_eq!(not_sent(bounded(sender.offer(pinged(3), Admission::Now)).await), ErrorKind::Full);
    let waiting = sender.offer(pinged(4), Admission::Wait);
    assert!(free.numbers().await.is_empty(), "a queue got what another has no room for");
    full.0.grant(10);
    assert_eq!(full.numbers().await, [1, 2, 4]);
    assert_eq!(free.numbers().await, [4]);
    assert!(matches!(bounded(waiting).await, Outcome::Confirmed));
}

#[tokio::test(start_paused = true)]
async fn delayed_events_count_for_the_capacity() {
    let connection = connect(&small()).await;
    let (sender, mut receiver) = (to_pings(&connection), Rx::open(&connection, &ping("a"), 10).await);
    for n in [1, 2] {
        let delayed = pinged_with(n, |head| head.set_delay(Some(Duration::from_secs(1))));
        assert!(matches!(bounded(sender.offer(delayed, Admission::Now)).await, Outcome::Confirmed));
    }
    assert_eq!(not_sent(bounded(sender.offer(pinged(3), Admission::Now)).await), ErrorKind::Full);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(receiver.numbers().await, [1, 2]);
    assert!(matches!(bounded(sender.offer(pinged(3), Admission::Now)).await, Outcome::Confirmed));
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_a_queue_that_goes_is_let_in_or_told() {
    let connection = connect(&small()).await;
    let (sender, receiver) = (to_pings(&connection), Rx::open(&connection, &ping("a"), 0).await);
    send_pings(&sender, [1, 2]).await;
    let to_all = sender.offer(pinged(3), Admission::Wait);
    let to_one = connection.sender(&Target::Queue(ping("a"))).offer(pinged(4), Admission::Wait);
    receiver.close().await;
    assert!(matches!(bounded(to_all).await, Outcome::Unheard));
    assert_eq!(not_sent(bounded(to_one).await), ErrorKind::Unroutable);
}

#[tokio::test(start_paused = true)]
async fn a_removed_queue_makes_room_for_the_others() {
    let connection = connect(&small()).await;
    Rx::open(&connection, &order("gone"), 0).await.close().await;
    let mut receiver = Rx::open(&connection, &order("a"), 10).await;
    let sender = to_orders(&connection);
    for n in [1, 2] {
        assert!(matches!(bounded(sender.offer(ordered(n), Admission::Now)).await, Outcome::Confirmed));
    }
    let waiting = sender.offer(ordered(3), Admission::Wait);
    assert_eq!(receiver.numbers().await, [1, 2]);
    connection.remove_queue("gone").await.expect("nobody uses it");
    assert!(matches!(bounded(waiting).await, Outcome::Confirmed));
    assert_eq!(receiver.numbers().await, [3]);
}
