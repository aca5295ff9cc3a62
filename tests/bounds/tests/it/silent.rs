//! A listener that never returns is given as much as it may hold ahead, in number and in bytes.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tidings_broker::Artemis;
use tidings_core::{delivery::Received, subscription::Subscription};

use crate::{
    event::{Plain, plain},
    measure::{MIB, Measure},
    world::{Protocol, Reported, builder, reached, within},
};

/// One event has this many bytes.
const BODY: usize = MIB / 2;
/// So many are handled before the listener stops to return, so that credit has grown.
const HANDLED: usize = 40;
const SENT: usize = 240;

async fn holds_what_it_may(protocol: Protocol) {
    let mut measure = Measure::begin().await;
    let broker = Artemis::start().await.unwrap();
    let reported = Reported::default();
    let sending =
        builder(protocol.provider(&broker), &reported, |limits| limits.send_timeout = Duration::from_secs(60));
    let sending = sending.sends::<(Plain,)>().build().unwrap();
    let begun = Arc::new(AtomicUsize::new(0));
    let seen = begun.clone();
    let listening = builder(protocol.provider(&broker), &reported, |limits| limits.prefetch_bytes = 8 * MIB)
        .listen::<Plain, _>(Subscription::of::<Plain>("silent").concurrency(4), move |_: Received<Plain>| {
            let turn = seen.fetch_add(1, Ordering::Relaxed);
            async move { if turn < HANDLED { Ok(()) } else { pending().await } }
        })
        .build()
        .unwrap();
    within(listening.start()).await.unwrap();
    within(sending.start()).await.unwrap();
    measure.again();
    for _ in 0..SENT {
        within(sending.send_event(plain(BODY))).await.unwrap();
    }
    reached(&begun, HANDLED + 4).await;
    // Nothing more comes, however long one waits.
    tokio::time::sleep(Duration::from_secs(2)).await;
    // Twice, since a body is there as it came and as the event that was read; and what comes in at the moment.
    let all = SENT * BODY;
    let most = 2 * 8 * MIB + 12 * MIB;
    assert!(most < all / 2);
    measure.at_most(most, &format!("a listener that never returns, {} MiB waiting, {protocol:?}", all / MIB));
    drop(within(listening.shutdown()).await);
    drop(within(sending.shutdown()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_that_never_returns_holds_no_more_than_it_may_over_amqp() {
    Box::pin(holds_what_it_may(Protocol::Amqp)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_that_never_returns_holds_no_more_than_it_may_over_stomp() {
    Box::pin(holds_what_it_may(Protocol::Stomp)).await;
}
