use std::{
    sync::Arc,
    task::{Context, Waker},
    time::Duration,
};

use tidings_core::{envelope::Parcel, provider::Target};
use tidings_local::Local;
use tokio::time::{Instant, advance};

use crate::support::{Bell, Rx, connect, numbers, ping, pinged_with, send, send_pings, to_pings, typed};

fn delayed(n: u64, ms: u64) -> Arc<dyn Parcel> {
    pinged_with(n, |head| head.set_delay(Some(Duration::from_millis(ms))))
}

#[tokio::test(start_paused = true)]
async fn a_delayed_event_comes_when_it_is_due_and_not_before() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 10).await;
    send(&to_pings(&connection), delayed(1, 5_000)).await;
    let start = Instant::now();
    assert_eq!(numbers(&receiver.batch().await), [1]);
    let waited = start.elapsed();
    assert!((5_000..5_010).contains(&waited.as_millis()), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn delayed_events_come_in_the_order_in_which_they_are_due() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 10).await;
    let sender = to_pings(&connection);
    for (n, ms) in [(3, 300), (1, 100), (2, 200), (4, 300)] {
        send(&sender, delayed(n, ms)).await;
    }
    send_pings(&sender, [0]).await;
    let mut received = Vec::new();
    while received.len() < 5 {
        received.extend(numbers(&receiver.batch().await));
    }
    assert_eq!(received, [0, 1, 2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn of_events_that_are_due_together_the_first_sent_comes_first() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 100).await;
    let sender = to_pings(&connection);
    for n in 0..50 {
        send(&sender, delayed(n, 100)).await;
    }
    assert_eq!(numbers(&receiver.batch().await), (0..50).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_waits_for_a_later_event_is_woken_for_an_earlier_one() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 10).await;
    let (sender, bell) = (to_pings(&connection), Bell::new());
    let waker = Waker::from(bell.clone());
    send(&sender, delayed(2, 60_000)).await;
    assert!(receiver.poll(&mut Context::from_waker(&waker)).is_pending());
    send(&sender, delayed(1, 1_000)).await;
    assert!(bell.rang());
    assert!(receiver.poll(&mut Context::from_waker(&waker)).is_pending());
    advance(Duration::from_millis(1_001)).await;
    assert!(bell.rang());
    assert_eq!(receiver.numbers().await, [1]);
}

#[tokio::test(start_paused = true)]
async fn credit_that_comes_later_finds_the_delayed_event_in_time() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 0).await;
    send(&to_pings(&connection), delayed(1, 1_000)).await;
    let bell = Bell::new();
    assert!(receiver.poll(&mut Context::from_waker(&Waker::from(bell.clone()))).is_pending());
    receiver.0.grant(1);
    assert!(bell.rang(), "it has to look when the event is due");
    let start = Instant::now();
    assert_eq!(numbers(&receiver.batch().await), [1]);
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_delivery_shows_no_delay_so_that_what_is_made_of_it_is_not_held_back_again() {
    let connection = connect(&Local::new()).await;
    let (mut a, mut b) = (Rx::open(&connection, &ping("a"), 10).await, Rx::open(&connection, &ping("b"), 10).await);
    let parcel = delayed(1, 1_000);
    let id = parcel.envelope().id().clone();
    send(&to_pings(&connection), parcel.clone()).await;
    for receiver in [&mut a, &mut b] {
        let batch = receiver.batch().await;
        assert_eq!(numbers(&batch), [1]);
        let envelope = typed(&batch[0]).envelope();
        assert_eq!((envelope.delay(), envelope.id()), (None, &id));
    }
    assert!(parcel.envelope().delay().is_some(), "the sender's own envelope is not changed");
}

#[tokio::test(start_paused = true)]
async fn one_of_competing_receivers_gets_a_delayed_event_when_the_other_is_gone() {
    let connection = connect(&Local::new()).await;
    let (first, mut second) =
        (Rx::open(&connection, &ping("a"), 10).await, Rx::open(&connection, &ping("a"), 10).await);
    send(&connection.sender(&Target::Queue(ping("a"))), delayed(1, 1_000)).await;
    assert!(second.numbers().await.is_empty());
    first.close().await;
    assert_eq!(numbers(&second.batch().await), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_delay_beyond_every_clock_is_only_very_long() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 10).await;
    send(&to_pings(&connection), pinged_with(1, |head| head.set_delay(Some(Duration::MAX)))).await;
    assert!(receiver.numbers().await.is_empty());
}
