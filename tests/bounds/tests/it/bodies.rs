//! Large bodies: refused by their limit, or passed on in a few copies.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tidings_broker::{Artemis, Jvm};
use tidings_core::{ErrorKind, delivery::Received, error::SendError, subscription::Subscription};

use crate::{
    event::{Plain, plain},
    measure::{MIB, Measure},
    world::{Protocol, Reported, builder, reached, within},
};

const LARGE: usize = 50 * MIB;

async fn is_refused_or_arrives(protocol: Protocol) {
    let mut measure = Measure::begin().await;
    // The broker itself needs many times the memory of a body over STOMP.
    let broker = Artemis::builder().jvm(Jvm::Server).start().await.unwrap();
    let reported = Reported::default();
    let usual = builder(protocol.provider(&broker), &reported, |_| ()).sends::<(Plain,)>().build().unwrap();
    within(usual.start()).await.unwrap();
    let event = plain(LARGE);
    measure.again();
    match within(usual.send_event(event)).await {
        Err(SendError::NotSent(not_sent)) => {
            assert_eq!(not_sent.error.kind(), ErrorKind::TooLarge);
            assert_eq!(not_sent.value.text.len(), LARGE, "it comes back");
        }
        other => panic!("{:?}", other.map_err(|error| error.error().kind())),
    }
    // Its bytes, in a buffer that grows by doubling: only when it is written its size is known.
    measure.at_most(7 * LARGE / 2, &format!("a body of 50 MiB over a limit of 16 MiB, {protocol:?}"));
    drop(within(usual.shutdown()).await);

    let handled = Arc::new(AtomicUsize::new(0));
    let seen = handled.clone();
    let roomy = builder(protocol.provider(&broker), &reported, |limits| {
        limits.body_bytes = 64 * MIB;
        limits.send_timeout = Duration::from_secs(60);
        limits.heartbeat = Duration::from_secs(20);
    })
    .listen::<Plain, _>(Subscription::of::<Plain>("roomy"), move |received: Received<Plain>| {
        seen.fetch_add(received.text.len(), Ordering::Relaxed);
        async { Ok(()) }
    })
    .build()
    .unwrap();
    within(roomy.start()).await.unwrap();
    measure.again();
    within(roomy.send_event(plain(LARGE))).await.unwrap();
    reached(&handled, LARGE).await;
    // Sent and received by one process: each end has the event, its bytes, and what is on its way to the socket.
    measure.at_most(6 * LARGE, &format!("a body of 50 MiB sent and received, {protocol:?}"));
    drop(within(roomy.shutdown()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_of_50_mib_is_refused_by_its_limit_or_passes_in_a_few_copies_over_amqp() {
    Box::pin(is_refused_or_arrives(Protocol::Amqp)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_of_50_mib_is_refused_by_its_limit_or_passes_in_a_few_copies_over_stomp() {
    Box::pin(is_refused_or_arrives(Protocol::Stomp)).await;
}
