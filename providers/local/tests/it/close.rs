use std::{
    task::{Context, Poll, Waker},
    time::Duration,
};

use tidings_core::{
    ErrorKind,
    provider::{Admission, Outcome, Signal, Target},
};
use tidings_local::Local;

use crate::support::{
    Bell, Rx, bounded, connect, kind, not_sent, order, ordered, ping, pinged, send, send_pings, to_orders, to_pings,
};

const LIMIT: Duration = Duration::from_secs(5);

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_declared_or_opened_after_close() {
    let connection = connect(&Local::new()).await;
    let (sender, letters) = (to_pings(&connection), connection.sender(&Target::DeadLetters(ping("a"))));
    connection.close(LIMIT).await.expect("nothing to finish");
    for sender in [sender, letters] {
        assert_eq!(not_sent(bounded(sender.offer(pinged(1), Admission::Wait)).await), ErrorKind::Closed);
    }
    assert_eq!(kind(connection.subscribe(&ping("a")).await), ErrorKind::Closed);
    assert_eq!(kind(connection.dead_letters(&ping("a")).await), ErrorKind::Closed);
    assert_eq!(kind(connection.verify(&Target::DeadLetters(ping("a"))).await), ErrorKind::Closed);
}

#[tokio::test(start_paused = true)]
async fn closing_one_connection_leaves_the_others_alone() {
    let local = Local::new();
    let (closing, staying) = (connect(&local).await, connect(&local).await);
    let _own = Rx::open(&closing, &ping("a"), 10).await;
    let mut other = Rx::open(&staying, &ping("a"), 10).await;
    closing.close(LIMIT).await.expect("nothing to finish");
    send_pings(&to_pings(&staying), [1, 2]).await;
    assert_eq!(other.numbers().await, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn close_waits_for_what_was_offered() {
    let local = Local::new().with_queue_capacity(1);
    let (closing, staying) = (connect(&local).await, connect(&local).await);
    let mut receiver = Rx::open(&staying, &ping("a"), 0).await;
    let sender = to_pings(&closing);
    send_pings(&sender, [1]).await;
    let waiting = sender.offer(pinged(2), Admission::Wait);
    let drain = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        receiver.0.grant(10);
        receiver.numbers().await
    };
    let (closed, received) = bounded(async { tokio::join!(closing.close(LIMIT), drain) }).await;
    closed.expect("it was sent in time");
    assert_eq!(received, [1, 2]);
    assert!(matches!(bounded(waiting).await, Outcome::Confirmed));
}

#[tokio::test(start_paused = true)]
async fn close_ends_in_time_and_tells_whoever_still_waits() {
    let local = Local::new().with_queue_capacity(1);
    let (closing, staying) = (connect(&local).await, connect(&local).await);
    let mut receiver = Rx::open(&staying, &ping("a"), 0).await;
    let (sender, other) = (to_pings(&closing), to_pings(&staying));
    send_pings(&sender, [1]).await;
    let waiting = sender.offer(pinged(2), Admission::Wait);
    let others = other.offer(pinged(3), Admission::Wait);
    let start = tokio::time::Instant::now();
    let left = bounded(closing.close(LIMIT)).await.expect("the sender is told, not the closer");
    assert!(left.is_empty());
    assert!(start.elapsed() >= LIMIT);
    assert_eq!(not_sent(bounded(waiting).await), ErrorKind::Closed);
    receiver.0.grant(10);
    assert_eq!(receiver.numbers().await, [1, 3]);
    assert!(matches!(bounded(others).await, Outcome::Confirmed));
}

#[tokio::test(start_paused = true)]
async fn close_does_not_wait_for_an_offer_that_is_taken_back() {
    let local = Local::new().with_queue_capacity(1);
    let (connection, other) = (connect(&local).await, connect(&local).await);
    let (sender, _receiver) = (to_pings(&connection), Rx::open(&other, &ping("a"), 0).await);
    send_pings(&sender, [1]).await;
    let waiting = sender.offer(pinged(2), Admission::Wait);
    let start = tokio::time::Instant::now();
    let give_up = async { drop(waiting) };
    let (closed, ()) = bounded(async { tokio::join!(connection.close(LIMIT), give_up) }).await;
    closed.expect("nothing is left to be sent");
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_receiver_of_a_closed_connection_is_told_and_what_it_had_goes_back() {
    let local = Local::new();
    let (closing, staying) = (connect(&local).await, connect(&local).await);
    let mut receiver = Rx::open(&closing, &order("a"), 1).await;
    send(&to_orders(&staying), ordered(1)).await;
    assert_eq!(receiver.batch().await.len(), 1);
    let bell = Bell::new();
    let waker = Waker::from(bell.clone());
    assert!(receiver.poll(&mut Context::from_waker(&waker)).is_pending());
    closing.close(LIMIT).await.expect("nothing to finish");
    assert!(bell.rang());
    let Poll::Ready(Signal::Closed(error)) = receiver.poll(&mut Context::from_waker(&waker)) else {
        panic!("it was not told")
    };
    assert_eq!(error.kind(), ErrorKind::Closed);
    receiver.close().await;
    assert_eq!(Rx::open(&staying, &order("a"), 10).await.numbers().await, [1]);
}

#[tokio::test(start_paused = true)]
async fn close_waits_for_receivers_that_are_on_their_way_out() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 1).await;
    send_pings(&to_pings(&connection), [1, 2]).await;
    assert_eq!(receiver.batch().await.len(), 1);
    let leaves = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        drop(receiver);
    };
    let (closed, ()) = bounded(async { tokio::join!(connection.close(LIMIT), leaves) }).await;
    let left = closed.expect("it closes");
    assert_eq!(left.iter().map(crate::support::number).collect::<Vec<_>>(), [1, 2]);
}
