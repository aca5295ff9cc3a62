//! The ledger's numbers reach whatever recorder the program installs.

use std::{
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use metrics::{Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use tidings_core::testing::Script;

use crate::support::*;

/// No other test of this binary has an event of this name.
const EVENT: &str = "exported.to.a.recorder";

/// Hands on how many events of that name were sent, whenever it is told.
struct Told(Mutex<mpsc::Sender<u64>>);

struct SentTotal(mpsc::Sender<u64>);

impl CounterFn for SentTotal {
    fn increment(&self, _: u64) {}

    fn absolute(&self, value: u64) {
        // Nobody listens any more once the test is over.
        let _ = self.0.send(value);
    }
}

impl Recorder for Told {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let is_ours = key.labels().any(|label| label.value() == EVENT);
        if !is_ours || key.name() != "tidings_events_sent_total" {
            return Counter::noop();
        }
        Counter::from_arc(Arc::new(SentTotal(self.0.lock().unwrap().clone())))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[tokio::test]
async fn the_numbers_are_told_while_the_manager_runs_and_when_it_ends() {
    let (tell, told) = mpsc::channel();
    // Global, since they are told by a thread of its own; no other test of this binary sets one.
    metrics::set_global_recorder(Told(Mutex::new(tell))).unwrap_or_else(|_| panic!("there is a recorder already"));
    let manager = sending(&Script::new()).await;
    bounded(manager.emit(EVENT, &1)).await.unwrap();
    assert_eq!(told.recv_timeout(Duration::from_secs(60)), Ok(1), "it runs on");
    bounded(manager.emit(EVENT, &2)).await.unwrap();
    shut(&manager).await;
    assert_eq!(told.try_iter().last(), Some(2), "its last word");
}
