//! Sends that nobody takes: the window holds what it may, everybody else waits outside of it or is told.

use std::{future::pending, sync::Arc, time::Duration};

use tidings_broker::Artemis;
use tidings_core::{
    delivery::Received, error::ErrorKind, provider::Unroutable, runtime::Runtime, subscription::Subscription,
};
use tidings_local::Local;

use crate::{
    event::{Plain, plain},
    measure::{MIB, Measure},
    world::{Protocol, Reported, builder, within},
};

const MILLION: usize = 1_000_000;
/// Posts while a broker is away; each is encoded, so that a build without optimization takes its time.
const POSTS: usize = if cfg!(debug_assertions) { 200_000 } else { MILLION };
/// What an event of 200 bytes occupies at most while it waits, by a generous estimate.
const EVENT: usize = 4_096;

#[tokio::test]
async fn a_million_sends_to_a_listener_that_is_stopped_fill_its_queue_and_no_more() {
    let mut measure = Measure::begin().await;
    let reported = Reported::default();
    let manager = builder(Arc::new(Local::new()), &reported, |_| ())
        .listen::<Plain, _>(Subscription::of::<Plain>("stopped"), |_: Received<Plain>| pending())
        .build()
        .unwrap();
    within(manager.start()).await.unwrap();
    measure.again();
    for n in 0..MILLION {
        manager.post(plain(200));
        if n % 1_000 == 0 {
            tokio::task::yield_now().await;
        }
    }
    // The queue's capacity, what the listener holds, and no more.
    measure.at_most(11_200 * EVENT, "a million posts to a stopped listener, local");
    assert!(reported.full.load(std::sync::atomic::Ordering::Relaxed) > MILLION - 11_200, "the others were told");
    drop(within(manager.shutdown()).await);
}

async fn nobody_takes_them(protocol: Protocol, stop: impl AsyncFnOnce(&Artemis)) {
    let mut measure = Measure::begin().await;
    let broker = Artemis::start().await.unwrap();
    let reported = Reported::default();
    let manager = builder(protocol.provider(&broker), &reported, |_| ()).sends::<(Plain,)>();
    // Nobody listens, which is not what this is about.
    let manager = manager.unroutable(Unroutable::Ignore).build().unwrap();
    within(manager.start()).await.unwrap();
    within(manager.send_event(plain(200))).await.unwrap();
    stop(&broker).await;
    measure.again();
    // The window of 1,000 events, and the pipe of the connection.
    let window = 1_000 * EVENT + 4 * MIB;
    for n in 0..POSTS {
        manager.post(plain(200));
        if n % 1_000 == 0 {
            tokio::task::yield_now().await;
        }
    }
    measure.at_most(window, &format!("{POSTS} posts to a stopped broker, {protocol:?}"));
    within(async {
        while reported.all() < POSTS - 1_000 {
            tokio::task::yield_now().await;
        }
    })
    .await;

    // Whoever waits holds its own event and a few timers, and is told in time.
    measure.again();
    let begun = tokio::time::Instant::now();
    let tasks: Vec<_> = (0..5_000)
        .map(|_| {
            let manager = manager.clone();
            Runtime::system()
                .spawn(async move { manager.send_event(plain(200)).await.map_err(|error| error.error().kind()) })
        })
        .collect();
    for task in tasks {
        let kind = within(task).await.unwrap().unwrap_err();
        assert!(matches!(kind, ErrorKind::Timeout | ErrorKind::Full | ErrorKind::Disconnected), "{kind}");
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    measure.at_most(window + 5_000 * 2 * EVENT, &format!("5,000 tasks that wait for a stopped broker, {protocol:?}"));
    broker.thaw().await.ok();
    drop(within(manager.shutdown()).await);
}

async fn freeze(broker: &Artemis) {
    broker.freeze().await.unwrap();
}

async fn kill(broker: &Artemis) {
    broker.kill().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sends_to_a_broker_that_is_frozen_fill_the_window_and_no_more_over_amqp() {
    Box::pin(nobody_takes_them(Protocol::Amqp, freeze)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sends_to_a_broker_that_is_frozen_fill_the_window_and_no_more_over_stomp() {
    Box::pin(nobody_takes_them(Protocol::Stomp, freeze)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sends_to_a_broker_that_is_gone_fill_the_window_and_no_more_over_amqp() {
    Box::pin(nobody_takes_them(Protocol::Amqp, kill)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sends_to_a_broker_that_is_gone_fill_the_window_and_no_more_over_stomp() {
    Box::pin(nobody_takes_them(Protocol::Stomp, kill)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_without_end_are_not_remembered() {
    let mut measure = Measure::begin().await;
    let broker = Artemis::start().await.unwrap();
    for protocol in [Protocol::Amqp, Protocol::Stomp] {
        let reported = Reported::default();
        let manager =
            builder(protocol.provider(&broker), &reported, |limits| limits.send_timeout = Duration::from_secs(20))
                .build()
                .unwrap();
        within(manager.start()).await.unwrap();
        let send = async |n: usize| within(manager.emit(&format!("name.{protocol:?}.{n}"), &n)).await.unwrap();
        for n in 0..700 {
            send(n).await;
        }
        measure.again();
        for n in 700..2_000 {
            send(n).await;
        }
        measure.at_most(MIB, &format!("1,300 further names, {protocol:?}"));
        drop(within(manager.shutdown()).await);
    }
}
