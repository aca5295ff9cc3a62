use std::{hint::black_box, sync::Arc};

use tidings::prelude::*;
use tidings_bench_measure::{Counter, Meter, Outcome, Place, Work, repeat};
use tokio::sync::watch;

use super::{Passed, builder, claim};

/// A listener that does next to nothing, once it may.
struct Counts {
    counter: Counter,
    open: watch::Receiver<bool>,
}

impl EventListener<Passed> for Counts {
    async fn on(&self, event: &Passed, _: Delivery<'_>) -> Result {
        if !*self.open.borrow() {
            self.open.clone().wait_for(|open| *open).await?;
        }
        black_box(event.0.n);
        self.counter.count();
        Ok(())
    }
}

/// Receives what waits in the queue. Between the runs the listener stays connected and holds still, with as many
/// deliveries fetched ahead as the bare client has.
pub(super) async fn receive(place: Place) -> Outcome<Box<dyn Work>> {
    let (gate, open) = watch::channel(false);
    let gate = Arc::new(gate);
    let counter = Counter::default();
    let listener = Counts { counter: counter.clone(), open };
    let manager = builder(&place).listen::<Passed, _>(claim(&place), listener).build()?;
    manager.start().await?;
    Ok(repeat(async move |events| {
        // It lives as long as the work.
        let _manager = &manager;
        let handled = counter.expect(events);
        let meter = Meter::start();
        gate.send_replace(true);
        handled.reached().await;
        let sample = meter.stop(events);
        gate.send_replace(false);
        Ok(sample)
    }))
}
