use std::{sync::Arc, time::Duration};

use tidings_core::{
    envelope::Parcel,
    provider::{Admission, Connection},
};
use tidings_local::Local;
use tokio::time::Instant;

use crate::support::{
    Rx, bounded, connect, number, order, ordered, ping, pinged, pinged_with, send, send_pings, to_orders, to_pings,
};

const LIMIT: Duration = Duration::from_secs(5);

async fn close(connection: &Arc<dyn Connection>) -> Vec<u64> {
    bounded(connection.close(LIMIT)).await.expect("it closes").iter().map(number).collect()
}

/// How long working off takes while `listening` goes on.
async fn working_off(connection: &Arc<dyn Connection>, listening: impl Future<Output = ()>) -> Duration {
    let start = Instant::now();
    let work_off = async {
        connection.work_off(LIMIT).await;
        start.elapsed()
    };
    bounded(async { tokio::join!(work_off, listening) }).await.0
}

async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn working_off_waits_until_everything_is_received_and_settled() {
    let connection = connect(&Local::new().with_queue_capacity(2)).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 1).await;
    let sender = to_pings(&connection);
    send_pings(&sender, [1, 2]).await;
    let _waiting = sender.offer(pinged(3), Admission::Wait);
    let took = working_off(&connection, async {
        for _ in 0..3 {
            let token = receiver.batch().await[0].token;
            pass(1).await;
            receiver.accept(token);
            receiver.0.grant(1);
        }
        assert!(receiver.ready().await.is_empty());
    });
    assert_eq!(took.await, Duration::from_secs(3));
    receiver.close().await;
    assert!(close(&connection).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_last_settlement_ends_it_even_if_nobody_polls_again() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 10).await;
    send_pings(&to_pings(&connection), [1]).await;
    let took = working_off(&connection, async {
        let token = receiver.ready().await[0].token;
        pass(1).await;
        receiver.accept(token);
    });
    assert_eq!(took.await, Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn working_off_ends_in_time_and_what_is_left_is_handed_back_in_order() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 2).await;
    let sender = to_pings(&connection);
    send(&sender, pinged_with(9, |head| head.set_delay(Some(Duration::from_secs(3))))).await;
    send_pings(&sender, [1, 2, 3]).await;
    assert_eq!(receiver.ready().await.len(), 2);
    assert_eq!(working_off(&connection, async {}).await, LIMIT);
    receiver.close().await;
    assert_eq!(close(&connection).await, [1, 2, 3, 9]);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_due_too_late_is_not_waited_for() {
    let connection = connect(&Local::new()).await;
    let receiver = Rx::open(&connection, &ping("a"), 10).await;
    let delay = Some(LIMIT + Duration::from_secs(1));
    send(&to_pings(&connection), pinged_with(1, |head| head.set_delay(delay))).await;
    assert_eq!(working_off(&connection, async {}).await, Duration::ZERO);
    receiver.close().await;
    assert_eq!(close(&connection).await, [1]);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_several_listeners_missed_is_handed_back_once() {
    let connection = connect(&Local::new()).await;
    let (a, _still_open) = (Rx::open(&connection, &ping("a"), 0).await, Rx::open(&connection, &ping("b"), 0).await);
    send_pings(&to_pings(&connection), [1]).await;
    assert_eq!(working_off(&connection, async {}).await, LIMIT);
    a.close().await;
    assert_eq!(close(&connection).await, [1]);
}

#[tokio::test(start_paused = true)]
async fn what_others_can_still_receive_is_neither_waited_for_nor_handed_back() {
    let local = Local::new();
    let (ending, staying) = (connect(&local).await, connect(&local).await);
    let (mut mine, mut theirs) = (Rx::open(&ending, &ping("a"), 1).await, Rx::open(&staying, &ping("a"), 0).await);
    send_pings(&to_pings(&staying), [1, 2]).await;
    assert_eq!(mine.ready().await.len(), 1);
    assert_eq!(working_off(&ending, async {}).await, Duration::ZERO);
    mine.close().await;
    assert!(close(&ending).await.is_empty());
    theirs.0.grant(10);
    assert_eq!(theirs.numbers().await, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn durable_events_stay_while_somebody_may_connect_and_are_handed_back_when_nobody_can() {
    let local = Local::new();
    let (first, second) = (connect(&local).await, connect(&local).await);
    Rx::open(&first, &order("a"), 0).await.close().await;
    send(&to_orders(&first), ordered(1)).await;
    assert!(close(&first).await.is_empty(), "the second is still there");
    let another = local.clone();
    assert!(close(&second).await.is_empty(), "a handle is still there");
    let third = connect(&another).await;
    let receiver = Rx::open(&third, &order("a"), 0).await;
    drop(local);
    receiver.close().await;
    assert_eq!(close(&third).await, [1]);
}

#[tokio::test(start_paused = true)]
async fn what_an_unsubscribed_listener_leaves_is_not_kept() {
    let connection = connect(&Local::new()).await;
    let receiver = Rx::open(&connection, &ping("a"), 0).await;
    let parcel = pinged(1);
    send(&to_pings(&connection), parcel.clone()).await;
    receiver.close().await;
    assert_eq!(Arc::<dyn Parcel>::strong_count(&parcel), 1);
    assert!(close(&connection).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn closing_twice_hands_back_once() {
    let connection = connect(&Local::new()).await;
    let _receiver = Rx::open(&connection, &ping("a"), 0).await;
    send_pings(&to_pings(&connection), [1]).await;
    assert_eq!(close(&connection).await, [1]);
    assert!(close(&connection).await.is_empty());
}
