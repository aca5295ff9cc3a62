//! Full queues whose listeners would empty them.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tidings_core::{
    ErrorKind, Failure,
    delivery::Received,
    manager::EventManager,
    policy::{Backoff, Retry},
    subscription::Subscription,
};
use tidings_local::Local;
use tokio::{sync::watch, time::Duration};

use crate::support::{Order, Ping, bounded};

fn quickly() -> Retry {
    Retry::DEFAULT.backoff(Backoff::fixed(Duration::from_millis(10)))
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_fails_every_first_attempt_empties_a_full_queue() {
    let (done, mut handled) = watch::channel(0);
    let attempts = Arc::new(AtomicUsize::new(0));
    let seen = attempts.clone();
    let manager = EventManager::builder()
        .provider(Local::new().with_queue_capacity(5))
        .listen::<Order, _>(
            Subscription::of::<Order>("failing").concurrency(3).retry(quickly()),
            move |received: Received<Order>| {
                seen.fetch_add(1, Ordering::Relaxed);
                let is_first = received.delivery().attempt() == 1;
                if !is_first {
                    done.send_modify(|done| *done += 1);
                }
                async move { if is_first { Err(Failure::new("the first attempt fails")) } else { Ok(()) } }
            },
        )
        .build()
        .unwrap();
    bounded(manager.start()).await.unwrap();
    for n in 0..500 {
        bounded(manager.send_event(Order(n))).await.unwrap();
    }
    bounded(handled.wait_for(|handled| *handled == 500)).await.unwrap();
    bounded(manager.shutdown()).await.unwrap();
    assert_eq!(attempts.load(Ordering::Relaxed), 1_000);
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_sends_to_a_full_queue_of_its_own_manager_is_told_so_at_once() {
    let (tell, mut told) = watch::channel(None);
    let manager = EventManager::builder()
        .provider(Local::new().with_queue_capacity(2))
        .listen::<Ping, _>(Subscription::of::<Ping>("sending"), move |received: Received<Ping>| {
            let tell = tell.clone();
            async move {
                if received.0 != 1 {
                    return Ok(());
                }
                let publisher = received.delivery().publisher();
                // Its own queue: what it sends there only it could take out.
                let begun = tokio::time::Instant::now();
                for n in 0..10 {
                    if let Err(error) = publisher.send_event(Ping(n + 100)).await {
                        tell.send_replace(Some((error.error().kind(), begun.elapsed())));
                        break;
                    }
                }
                Ok(())
            }
        })
        .build()
        .unwrap();
    bounded(manager.start()).await.unwrap();
    bounded(manager.send_event(Ping(1))).await.unwrap();
    let (kind, after) = bounded(told.wait_for(Option::is_some)).await.unwrap().unwrap();
    assert_eq!((kind, after), (ErrorKind::Full, Duration::ZERO));
    drop(bounded(manager.shutdown()).await);
}
