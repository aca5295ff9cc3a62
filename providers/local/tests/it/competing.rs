use std::task::{Context, Waker};

use tidings_local::Local;

use crate::support::{Bell, Rx, connect, numbers, order, ordered, ping, send, send_pings, to_orders, to_pings};

#[tokio::test(start_paused = true)]
async fn receivers_of_one_queue_take_turns() {
    let local = Local::new();
    let (one, two) = (connect(&local).await, connect(&local).await);
    let (mut a, mut b) = (Rx::open(&one, &ping("q"), 10).await, Rx::open(&two, &ping("q"), 10).await);
    assert!(a.numbers().await.is_empty() && b.numbers().await.is_empty());
    send_pings(&to_pings(&one), 0..10).await;
    assert_eq!((a.numbers().await, b.numbers().await), (vec![0, 2, 4, 6, 8], vec![1, 3, 5, 7, 9]));
}

#[tokio::test(start_paused = true)]
async fn whoever_has_no_credit_misses_its_turn() {
    let connection = connect(&Local::new()).await;
    let (mut a, mut b) = (Rx::open(&connection, &ping("q"), 1).await, Rx::open(&connection, &ping("q"), 10).await);
    assert!(a.numbers().await.is_empty() && b.numbers().await.is_empty());
    send_pings(&to_pings(&connection), 0..5).await;
    assert_eq!((a.numbers().await, b.numbers().await), (vec![0], vec![1, 2, 3, 4]));
}

#[tokio::test(start_paused = true)]
async fn whoever_is_dealt_something_is_woken() {
    let connection = connect(&Local::new()).await;
    let mut receivers = [Rx::open(&connection, &ping("q"), 5).await, Rx::open(&connection, &ping("q"), 5).await];
    let bells = [Bell::new(), Bell::new()];
    for (receiver, bell) in receivers.iter_mut().zip(&bells) {
        assert!(receiver.poll(&mut Context::from_waker(&Waker::from(bell.clone()))).is_pending());
    }
    send_pings(&to_pings(&connection), [0]).await;
    assert!(bells[0].rang() && !bells[1].rang());
    send_pings(&to_pings(&connection), [1]).await;
    assert!(bells[1].rang());
}

#[tokio::test(start_paused = true)]
async fn what_was_dealt_to_a_receiver_that_goes_is_for_the_others_in_its_place() {
    let connection = connect(&Local::new()).await;
    let (mut a, mut b) = (Rx::open(&connection, &order("q"), 2).await, Rx::open(&connection, &order("q"), 0).await);
    assert!(a.numbers().await.is_empty() && b.numbers().await.is_empty());
    for n in 0..4 {
        send(&to_orders(&connection), ordered(n)).await;
    }
    drop(a);
    b.0.grant(10);
    let batch = b.batch().await;
    assert_eq!(numbers(&batch), [0, 1, 2, 3]);
    assert!(batch.iter().all(|incoming| !incoming.redelivered), "nobody ever had them");
}

#[tokio::test(start_paused = true)]
async fn each_event_goes_to_one_of_many_receivers() {
    let connection = connect(&Local::new()).await;
    let mut receivers = Vec::new();
    for _ in 0..7 {
        receivers.push(Rx::open(&connection, &ping("q"), 1_000).await);
    }
    for receiver in &mut receivers {
        assert!(receiver.numbers().await.is_empty());
    }
    send_pings(&to_pings(&connection), 0..500).await;
    let mut all = Vec::new();
    while receivers.len() > 1 {
        let mut leaving = receivers.swap_remove(receivers.len() / 2);
        let batch = leaving.ready().await;
        // Half is handled, half goes back.
        for (at, incoming) in batch.iter().enumerate() {
            if at % 2 == 0 {
                leaving.accept(incoming.token);
                all.extend(numbers(std::slice::from_ref(incoming)));
            }
        }
        leaving.close().await;
    }
    all.extend(receivers[0].numbers().await);
    all.sort_unstable();
    assert_eq!(all, (0..500).collect::<Vec<_>>());
}
