use std::sync::Arc;

use tidings_core::{
    ErrorKind,
    provider::{Admission, Connection, Context, NobodyListens, Outcome, Provider, Unroutable},
    runtime::Runtime,
};
use tidings_local::Local;

use crate::support::{Rx, bounded, connect, not_sent, order, ordered, ping, pinged, to_orders, to_pings};

/// A connection of a manager that says this of durable events and of all others.
async fn saying(local: &Local, durable: Unroutable, volatile: Unroutable) -> Arc<dyn Connection> {
    let mut nobody_listens = NobodyListens::default();
    (nobody_listens.durable, nobody_listens.volatile) = (durable, volatile);
    let context = Context::new(Runtime::system(), Default::default()).with_nobody_listens(nobody_listens);
    local.connect(context).await.expect("the local provider connects")
}

#[tokio::test(start_paused = true)]
async fn a_durable_event_without_a_queue_is_not_sent_and_any_other_is_unheard() {
    let connection = connect(&Local::new()).await;
    for admission in [Admission::Wait, Admission::Now, Admission::Beside] {
        let outcome = bounded(to_orders(&connection).offer(ordered(1), admission)).await;
        assert_eq!(not_sent(outcome), ErrorKind::Unroutable);
        assert!(matches!(bounded(to_pings(&connection).offer(pinged(1), admission)).await, Outcome::Unheard));
    }
    let (mut late, mut later) =
        (Rx::open(&connection, &order("a"), 10).await, Rx::open(&connection, &ping("b"), 10).await);
    assert!(late.numbers().await.is_empty() && later.numbers().await.is_empty());
    let outcome = bounded(to_orders(&connection).offer(ordered(2), Admission::Wait)).await;
    assert!(matches!(outcome, Outcome::Confirmed));
    assert_eq!(late.numbers().await, [2]);
}

#[tokio::test(start_paused = true)]
async fn what_becomes_of_events_that_nobody_gets_is_the_managers_to_say() {
    let local = Local::new();
    for then in [Unroutable::Warn, Unroutable::Ignore] {
        let connection = saying(&local, then, Unroutable::Error).await;
        assert!(matches!(bounded(to_orders(&connection).offer(ordered(1), Admission::Wait)).await, Outcome::Unheard));
        let outcome = bounded(to_pings(&connection).offer(pinged(1), Admission::Wait)).await;
        assert_eq!(not_sent(outcome), ErrorKind::Unroutable);
    }
}

#[tokio::test(start_paused = true)]
async fn a_durable_event_waits_for_a_listener_that_is_away_and_is_refused_once_its_queue_is_removed() {
    let connection = connect(&Local::new()).await;
    Rx::open(&connection, &order("a"), 0).await.close().await;
    let sender = to_orders(&connection);
    assert!(matches!(bounded(sender.offer(ordered(1), Admission::Wait)).await, Outcome::Confirmed));
    connection.remove_queue("a").await.expect("nobody uses it");
    assert_eq!(not_sent(bounded(sender.offer(ordered(2), Admission::Wait)).await), ErrorKind::Unroutable);
}
