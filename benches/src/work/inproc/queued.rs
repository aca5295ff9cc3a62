use tidings::{manager::Builder, prelude::*};
use tidings_bench_measure::{Meter, Outcome, Work, repeat};

use super::{
    started,
    tick::{Counts1, Counts2, Counts3, Counts4, HANDLED, Ticked},
};

/// As many as are handed over at a time where many are.
const TOGETHER: u64 = 1_000;

fn queued() -> Builder {
    EventManager::builder().provider(Local::new())
}

/// Each send is awaited.
async fn each(builder: Builder, listeners: u64) -> Outcome<Box<dyn Work>> {
    let manager = started(builder).await?;
    Ok(repeat(async move |events| {
        let handled = HANDLED.expect(events * listeners);
        let meter = Meter::start();
        for n in 0..events {
            manager.send_event(Ticked { n }).await?;
        }
        handled.reached().await;
        Ok(meter.stop(events))
    }))
}

pub(super) async fn one() -> Outcome<Box<dyn Work>> {
    each(queued().listeners::<(Counts1,)>(), 1).await
}

pub(super) async fn four() -> Outcome<Box<dyn Work>> {
    each(queued().listeners::<(Counts1, Counts2, Counts3, Counts4)>(), 4).await
}

/// Sent a thousand at a time.
pub(super) async fn many() -> Outcome<Box<dyn Work>> {
    let manager = started(queued().listeners::<(Counts1,)>()).await?;
    Ok(repeat(async move |events| {
        let handled = HANDLED.expect(events);
        let meter = Meter::start();
        for first in (0..events).step_by(TOGETHER as usize) {
            let last = events.min(first + TOGETHER);
            for sent in manager.send_events((first..last).map(|n| Ticked { n })).await {
                sent?;
            }
        }
        handled.reached().await;
        Ok(meter.stop(events))
    }))
}
