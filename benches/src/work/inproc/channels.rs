#![expect(clippy::disallowed_methods, reason = "what is compared with is tokio alone")]

use std::{future::Future, sync::Arc};

use tidings_bench_measure::{Counter, Meter, Work, repeat};
use tokio::sync::{broadcast, mpsc};

use super::tick::{Ticked, look};

/// As many as a queue of `Local` holds.
const CAPACITY: usize = 10_000;

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    // It ends when its channel is closed.
    drop(tokio::spawn(task));
}

/// tokio's bounded channel to a task.
pub(super) fn channel() -> Box<dyn Work> {
    let (send, mut receive) = mpsc::channel::<Ticked>(CAPACITY);
    let counter = Counter::default();
    let counts = counter.clone();
    spawn(async move {
        while let Some(event) = receive.recv().await {
            look(&event);
            counts.count();
        }
    });
    repeat(async move |events| {
        let handled = counter.expect(events);
        let meter = Meter::start();
        for n in 0..events {
            send.send(Ticked { n }).await.map_err(|_| "the receiver is gone")?;
        }
        handled.reached().await;
        Ok(meter.stop(events))
    })
}

/// tokio's broadcast channel to tasks. It never waits for slow receivers but drops what they missed, so the sender lets
/// them catch up before they would.
pub(super) fn broadcast(receivers: usize) -> Box<dyn Work> {
    let (send, _) = broadcast::channel::<Arc<Ticked>>(CAPACITY);
    let counter = Counter::default();
    for _ in 0..receivers {
        let (mut receive, counts) = (send.subscribe(), counter.clone());
        spawn(async move {
            while let Ok(event) = receive.recv().await {
                look(&event);
                counts.count();
            }
        });
    }
    repeat(async move |events| {
        let meter = Meter::start();
        for first in (0..events).step_by(CAPACITY) {
            let last = events.min(first + CAPACITY as u64);
            let handled = counter.expect((last - first) * receivers as u64);
            for n in first..last {
                send.send(Arc::new(Ticked { n })).map_err(|_| "the receivers are gone")?;
            }
            handled.reached().await;
        }
        Ok(meter.stop(events))
    })
}
