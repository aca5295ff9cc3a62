//! Many senders and receivers on many threads, in real time.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    sync::{Arc, Mutex},
    task::Poll,
};

use tidings_core::{
    provider::{Admission, Connection, Outcome, Signal},
    runtime::Runtime,
};
use tidings_local::Local;
use tokio::sync::watch;

use crate::support::{Rx, bounded, connect, number, order, ordered, to_orders, typed};

const SENDERS: u64 = 3;
const EVENTS: u64 = 5_000;

type Seen = Arc<Mutex<BTreeMap<u64, usize>>>;

/// Sends its share; what it takes back it does not count as sent.
async fn send_share(connection: Arc<dyn Connection>, sender: u64) -> Vec<u64> {
    let orders = to_orders(&connection);
    let mut confirmed = Vec::new();
    for n in (0..EVENTS).map(|n| n * SENDERS + sender) {
        let mut receipt = orders.offer(ordered(n), Admission::Wait);
        if n % 7 == 0 && receipt.cancel() {
            continue;
        }
        match bounded(receipt).await {
            Outcome::Confirmed => confirmed.push(n),
            other => panic!("{other:?}"),
        }
    }
    confirmed
}

/// Receives until told to stop. It returns some deliveries, and again and again goes away: politely, or without a word
/// if `crashes`.
async fn receive(connection: Arc<dyn Connection>, seen: Seen, crashes: bool, mut stop: watch::Receiver<bool>) {
    let mut handled = 0_u64;
    while !*stop.borrow() {
        let mut receiver = Rx::open(&connection, &order("crowd"), 8).await;
        for _ in 0..50 {
            let mut batch = Vec::new();
            let stopped = stop.wait_for(|stop| *stop);
            tokio::select! {
                biased;
                _ = stopped => break,
                signal = poll_fn(|cx| receiver.0.poll_receive(cx, &mut batch)) => {
                    assert!(matches!(signal, Signal::Deliveries));
                }
            }
            for incoming in batch {
                handled += 1;
                if handled.is_multiple_of(11) {
                    receiver.give_back(incoming.token);
                } else {
                    *seen.lock().expect("nobody panics").entry(number(typed(&incoming))).or_default() += 1;
                    receiver.accept(incoming.token);
                }
                receiver.0.grant(1);
            }
        }
        // What was given since is unsettled now.
        poll_fn(|cx| {
            let _ = receiver.0.poll_receive(cx, &mut Vec::new());
            Poll::Ready(())
        })
        .await;
        if crashes { drop(receiver) } else { receiver.close().await }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn in_a_crowd_every_confirmed_event_is_handled_once() {
    let local = Local::new().with_queue_capacity(10);
    let (runtime, seen) = (Runtime::system(), Seen::default());
    // Keeps the queue from the start.
    let keeper = connect(&local).await;
    Rx::open(&keeper, &order("crowd"), 0).await.close().await;
    let (stop, stopped) = watch::channel(false);
    let mut receivers = Vec::new();
    for crashes in [false, true, false] {
        let connection = connect(&local).await;
        receivers.push(runtime.spawn(receive(connection, seen.clone(), crashes, stopped.clone())));
    }
    let mut senders = Vec::new();
    for sender in 0..SENDERS {
        senders.push(runtime.spawn(send_share(connect(&local).await, sender)));
    }
    let mut confirmed = Vec::new();
    for sender in senders {
        confirmed.extend(bounded(sender).await.expect("no sender fails"));
    }
    let all = async {
        while seen.lock().expect("nobody panics").len() < confirmed.len() {
            tokio::task::yield_now().await;
        }
    };
    bounded(all).await;
    stop.send_replace(true);
    for receiver in receivers {
        bounded(receiver).await.expect("no receiver fails");
    }
    confirmed.sort_unstable();
    let seen = seen.lock().expect("nobody panics");
    assert!(seen.values().all(|times| *times == 1));
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), confirmed);
}
