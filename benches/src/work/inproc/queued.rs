use tidings::prelude::*;
use tidings_bench_measure::{Counter, Meter, Outcome, Work, repeat};

use super::{
    started,
    tick::{Ticked, claim, look},
};

/// As many as are handed over at a time where many are.
const TOGETHER: u64 = 1_000;

struct Counts(Counter);

impl EventListener<Ticked> for Counts {
    async fn on(&self, event: &Ticked, _: Delivery<'_>) -> Result {
        look(event);
        self.0.count();
        Ok(())
    }
}

async fn manager(listeners: usize, counter: &Counter) -> Outcome<EventManager> {
    let builder = EventManager::builder().provider(Local::new());
    let builder =
        (0..listeners).fold(builder, |builder, n| builder.listen::<Ticked, _>(claim(n), Counts(counter.clone())));
    started(builder).await
}

/// Each send is awaited.
pub(super) async fn each(listeners: usize) -> Outcome<Box<dyn Work>> {
    let counter = Counter::default();
    let manager = manager(listeners, &counter).await?;
    Ok(repeat(async move |events| {
        let handled = counter.expect(events * listeners as u64);
        let meter = Meter::start();
        for n in 0..events {
            manager.send_event(Ticked { n }).await?;
        }
        handled.reached().await;
        Ok(meter.stop(events))
    }))
}

/// Sent a thousand at a time.
pub(super) async fn many() -> Outcome<Box<dyn Work>> {
    let counter = Counter::default();
    let manager = manager(1, &counter).await?;
    Ok(repeat(async move |events| {
        let handled = counter.expect(events);
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
