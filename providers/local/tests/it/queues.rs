use tidings_core::{
    ErrorKind,
    event::{EventInfo, EventRef},
    provider::{Admission, Claim, Health, Target},
};
use tidings_local::Local;

use crate::support::{
    Rx, bounded, connect, kind, not_sent, numbers, order, ordered, ping, pinged, send, send_pings, to_orders, to_pings,
    typed,
};

#[tokio::test(start_paused = true)]
async fn every_queue_of_an_address_gets_the_event_itself() {
    let connection = connect(&Local::new()).await;
    let mut receivers = [Rx::open(&connection, &ping("a"), 10).await, Rx::open(&connection, &ping("b"), 10).await];
    let parcel = pinged(7);
    send(&to_pings(&connection), parcel.clone()).await;
    for receiver in &mut receivers {
        let batch = receiver.batch().await;
        assert_eq!(numbers(&batch), [7]);
        assert!(std::sync::Arc::ptr_eq(typed(&batch[0]), &parcel), "the body was copied");
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_keeps_the_order_in_which_events_were_confirmed() {
    let connection = connect(&Local::new()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 1_000).await;
    send_pings(&to_pings(&connection), 0..1_000).await;
    assert_eq!(receiver.numbers().await, (0..1_000).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn an_envelope_to_one_queue_reaches_no_other() {
    let connection = connect(&Local::new()).await;
    let (mut a, mut b) = (Rx::open(&connection, &ping("a"), 10).await, Rx::open(&connection, &ping("b"), 10).await);
    send(&connection.sender(&Target::Queue(ping("b"))), pinged(1)).await;
    assert_eq!((a.numbers().await, b.numbers().await), (vec![], vec![1]));
}

#[tokio::test(start_paused = true)]
async fn an_envelope_to_a_queue_that_does_not_exist_is_not_sent() {
    let connection = connect(&Local::new()).await;
    let nowhere = Target::Queue(ping("nowhere"));
    for admission in [Admission::Wait, Admission::Now, Admission::Beside] {
        let outcome = bounded(connection.sender(&nowhere).offer(pinged(1), admission)).await;
        assert_eq!(not_sent(outcome), ErrorKind::Unroutable);
    }
    assert_eq!(kind(connection.verify(&nowhere).await), ErrorKind::NotFound);
    let _receiver = Rx::open(&connection, &ping("nowhere"), 1).await;
    assert!(connection.verify(&nowhere).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn managers_that_were_given_clones_share_addresses_and_queues() {
    let local = Local::new();
    let (sending, listening) = (connect(&local).await, connect(&local.clone()).await);
    let mut receiver = Rx::open(&listening, &ping("a"), 10).await;
    send_pings(&to_pings(&sending), [1]).await;
    assert_eq!(receiver.numbers().await, [1]);
    let mut stranger = Rx::open(&connect(&Local::new()).await, &ping("a"), 10).await;
    send_pings(&to_pings(&sending), [2]).await;
    assert!(stranger.numbers().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn each_server_has_a_queue_of_its_own() {
    let local = Local::new();
    let (one, two) = (connect(&local).await, connect(&local).await);
    let mut first = Rx::open(&one, &ping("a").for_server("host:8080"), 10).await;
    let mut second = Rx::open(&two, &ping("a").for_server("host:8081"), 10).await;
    send_pings(&to_pings(&one), [1]).await;
    assert_eq!((first.numbers().await, second.numbers().await), (vec![1], vec![1]));
}

#[tokio::test(start_paused = true)]
async fn a_queue_name_belongs_to_one_address() {
    let connection = connect(&Local::new()).await;
    let _receiver = Rx::open(&connection, &ping("a"), 1).await;
    let error = connection.subscribe(&order("a")).await.err().expect("a conflict");
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let text = error.to_string();
    assert!(["queue: a", "ping", "order", "rename"].iter().all(|part| text.contains(part)), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_durable_listener_is_refused_at_a_volatile_queue_in_use() {
    let connection = connect(&Local::new()).await;
    let info = || -> EventRef { EventInfo::external("stock").into() };
    let durable: EventRef = EventInfo::external("stock").durable().into();
    let volatile = Rx::open(&connection, &Claim::shared(info(), "a"), 1).await;
    assert_eq!(kind(connection.subscribe(&Claim::shared(durable.clone(), "a")).await), ErrorKind::Conflict);
    volatile.close().await;
    let opened = connection.subscribe(&Claim::shared(durable, "a")).await.expect("nobody uses it now");
    assert!(opened.notes.is_empty());
    let other = connection.subscribe(&Claim::shared(info(), "a")).await.expect("a durable queue serves it too");
    assert_eq!(other.notes.len(), 1, "{:?}", other.notes);
}

#[tokio::test(start_paused = true)]
async fn a_queue_of_a_durable_event_collects_while_its_listener_is_away() {
    let local = Local::new();
    let connection = connect(&local).await;
    Rx::open(&connection, &order("a"), 1).await.close().await;
    send(&to_orders(&connection), ordered(1)).await;
    let mut receiver = Rx::open(&connect(&local).await, &order("a"), 10).await;
    assert_eq!(receiver.numbers().await, [1]);
}

#[tokio::test(start_paused = true)]
async fn a_queue_of_another_event_goes_with_its_last_listener() {
    let connection = connect(&Local::new()).await;
    let (first, second) = (Rx::open(&connection, &ping("a"), 0).await, Rx::open(&connection, &ping("a"), 0).await);
    send_pings(&to_pings(&connection), [1]).await;
    first.close().await;
    assert!(connection.verify(&Target::Queue(ping("a"))).await.is_ok());
    second.close().await;
    assert_eq!(kind(connection.verify(&Target::Queue(ping("a"))).await), ErrorKind::NotFound);
    let mut again = Rx::open(&connection, &ping("a"), 10).await;
    assert!(again.numbers().await.is_empty());
    // The name is free for another address too.
    drop(again);
    assert!(connection.subscribe(&order("a")).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_queue_in_use_cannot_be_removed_and_one_that_is_not_goes_with_what_is_in_it() {
    let connection = connect(&Local::new()).await;
    let receiver = Rx::open(&connection, &order("a"), 0).await;
    send(&to_orders(&connection), ordered(1)).await;
    assert_eq!(kind(connection.remove_queue("a").await), ErrorKind::Conflict);
    receiver.close().await;
    assert_eq!(kind(connection.remove_queue("ping::a").await), ErrorKind::NotFound);
    connection.remove_queue("order::a").await.expect("nobody uses it");
    assert_eq!(kind(connection.remove_queue("a").await), ErrorKind::NotFound);
    let mut again = Rx::open(&connection, &order("a"), 10).await;
    assert!(again.numbers().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_is_dropped_at_the_broker_is_really_released() {
    let connection = connect(&Local::new()).await;
    let (parcel, sender) = (pinged(1), to_pings(&connection));
    send(&sender, parcel.clone()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 10).await;
    send(&sender, parcel.clone()).await;
    assert_eq!(receiver.numbers().await, [1]);
    send(&sender, parcel.clone()).await;
    receiver.close().await;
    assert_eq!(std::sync::Arc::strong_count(&parcel), 1);
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_up_until_it_is_closed() {
    let connection = connect(&Local::new()).await;
    let health = connection.health();
    assert_eq!(*health.borrow(), Health::Up);
    connection.close(std::time::Duration::from_secs(1)).await.expect("nothing to finish");
    assert!(matches!(&*health.borrow(), Health::Down(_)));
}
