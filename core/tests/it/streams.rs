//! Deliveries that are pulled, and settled one by one.

use futures_core::Stream;
use tidings_core::{
    Failure,
    manager::EventManager,
    provider::Settlement,
    testing::{Script, To},
};

use crate::support::*;

async fn streaming(concurrency: u32) -> (EventManager, Script, tidings_core::manager::EventStream<Order>) {
    let script = Script::new();
    let manager = sending(&script).await;
    let stream = bounded(manager.stream::<Order>(orders().concurrency(concurrency))).await.unwrap();
    (manager, script, stream)
}

#[tokio::test(start_paused = true)]
async fn a_pulled_delivery_is_settled_by_whoever_pulled_it() {
    let (_manager, script, mut stream) = streaming(1).await;
    let queue = script.queue("invoice");
    let token = queue.push_event(order(1));
    let pulled = bounded(stream.next()).await.unwrap();
    assert_eq!((pulled.order, pulled.delivery().attempt()), (1, 1));
    quiet().await;
    assert_eq!(queue.unsettled(), [token]);
    pulled.accept();
    assert_eq!(bounded(queue.settlements(1)).await, [(token, Settlement::Accept)]);
}

#[tokio::test(start_paused = true)]
async fn one_that_fails_or_is_dropped_is_a_failed_attempt() {
    let (_manager, script, mut stream) = streaming(1).await;
    let queue = script.queue("invoice");
    (1..=3).for_each(|number| {
        queue.push_event(order(number));
    });
    bounded(stream.next()).await.unwrap().fail("no");
    drop(bounded(stream.next()).await.unwrap());
    bounded(stream.next()).await.unwrap().fail(Failure::permanent("never"));
    bounded(queue.settlements(3)).await;
    let offers = script.offers();
    assert_eq!(*offers[0].to(), To::Queue("order.placed::invoice".into()));
    assert_eq!(*offers[1].to(), To::Queue("order.placed::invoice".into()));
    assert_eq!(*offers[2].to(), To::DeadLetters("dead_letter.order.placed.invoice".into()));
}

#[tokio::test(start_paused = true)]
async fn as_many_may_be_unsettled_as_the_concurrency_says() {
    let (_manager, script, mut stream) = streaming(2).await;
    let queue = script.queue("invoice");
    queue.push_event(order(0));
    bounded(stream.next()).await.unwrap().accept();
    bounded(queue.settlements(1)).await;
    (1..=3).for_each(|number| {
        queue.push_event(order(number));
    });
    let (one, two) = (bounded(stream.next()).await.unwrap(), bounded(stream.next()).await.unwrap());
    assert!(tokio::time::timeout(PAUSE, stream.next()).await.is_err());
    two.accept();
    assert_eq!(bounded(stream.next()).await.unwrap().order, 3);
    one.accept();
}

#[tokio::test(start_paused = true)]
async fn dropping_a_call_of_next_loses_nothing() {
    let (_manager, script, mut stream) = streaming(1).await;
    for number in 0..3 {
        assert!(tokio::time::timeout(PAUSE, stream.next()).await.is_err());
        script.queue("invoice").push_event(order(number));
        let pulled = bounded(stream.next()).await.unwrap();
        assert_eq!((pulled.order, pulled.delivery().attempt()), (number, 1));
        pulled.accept();
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_a_stream_as_well() {
    let (_manager, script, mut stream) = streaming(1).await;
    script.queue("invoice").push_event(order(7));
    let next = std::future::poll_fn(|cx| std::pin::Pin::new(&mut stream).poll_next(cx));
    assert_eq!(bounded(next).await.unwrap().order, 7);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_ends_its_subscription_and_gives_up_on_nothing() {
    let (manager, script, mut stream) = streaming(1).await;
    let queue = script.queue("invoice");
    queue.push_event(order(0));
    bounded(stream.next()).await.unwrap().accept();
    bounded(queue.settlements(1)).await;
    let pulled = {
        (1..=2).for_each(|number| {
            queue.push_event(order(number));
        });
        bounded(stream.next()).await.unwrap()
    };
    bounded(queue.given(2)).await;
    drop(stream);
    quiet().await;
    assert!(manager.subscriptions().is_empty());
    // What was pulled is still to be settled by whoever has it; what was not is the broker's again.
    pulled.accept();
    let settled = bounded(queue.settlements(3)).await;
    let ways: Vec<_> = settled[1..].iter().map(|(_, how)| *how).collect();
    assert_eq!(ways, [Settlement::Return, Settlement::Accept]);
    quiet().await;
    assert!(!queue.is_open());
    // Nothing is tried, copied or given up on with nobody there.
    queue.push_event(order(3));
    quiet().await;
    assert_eq!((script.offers().len(), queue.waiting()), (0, 1));
    // The name is free again.
    let _again = bounded(manager.stream::<Order>(orders())).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn closing_a_stream_waits_until_its_queue_is_left_in_order() {
    let (manager, script, mut stream) = streaming(1).await;
    script.queue("invoice").push_event(order(1));
    bounded(stream.next()).await.unwrap().accept();
    bounded(stream.close()).await;
    assert!(!script.queue("invoice").is_open());
    assert_eq!(script.queue("invoice").settled().len(), 1);
    assert!(manager.subscriptions().is_empty());
    shut(&manager).await;
}

#[tokio::test(start_paused = true)]
async fn closing_a_stream_does_not_wait_for_what_nobody_will_pull() {
    let (_manager, script, mut stream) = streaming(2).await;
    let queue = script.queue("invoice");
    queue.push_event(order(0));
    bounded(stream.next()).await.unwrap().accept();
    bounded(queue.settlements(1)).await;
    (1..=4).for_each(|number| {
        queue.push_event(order(number));
    });
    quiet().await;
    let before = tokio::time::Instant::now();
    bounded(stream.close()).await;
    assert!(before.elapsed() < PAUSE);
    assert!(!queue.is_open() && script.dead_letters("dead_letter.order.placed.invoice").is_empty());
    // Those that were handed out fail and are tried again elsewhere; the others are returned.
    assert_eq!(script.offers().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_with_its_subscription_and_with_its_manager() {
    let (manager, _script, mut stream) = streaming(1).await;
    assert!(bounded(manager.unsubscribe(stream.id())).await);
    assert!(bounded(stream.next()).await.is_none());
    let (manager, _script, mut stream) = streaming(1).await;
    shut(&manager).await;
    assert!(bounded(stream.next()).await.is_none());
}
