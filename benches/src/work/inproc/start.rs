use tidings::prelude::*;
use tidings_bench_measure::{Meter, Sample, Work, repeat};

use super::tick::{Counts1, HANDLED, Ticked};

/// One listener of `Ticked`, and the others of something else, so that one event is one delivery.
#[event(name = "bench.rested")]
struct Rested;

struct Rests;

impl EventListener<Rested> for Rests {
    async fn on(&self, _: &Rested, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

/// Each is a manager of its own, whose end is not counted.
pub(super) fn first_event(listeners: usize) -> Box<dyn Work> {
    repeat(async move |managers| {
        let mut total = Sample::default();
        for n in 0..managers {
            let handled = HANDLED.expect(1);
            let meter = Meter::start();
            let mut builder = EventManager::builder().provider(Local::new()).listeners::<(Counts1,)>();
            for other in 1..listeners {
                let claim = Subscription::to(format!("bench.rest_{other}"), tidings::event::EventRef::of::<Rested>());
                builder = builder.listen::<Rested, _>(claim, Rests);
            }
            let manager = builder.build()?;
            manager.start().await?;
            manager.send_event(Ticked { n }).await?;
            handled.reached().await;
            let sample = meter.stop(1);
            total.events += 1;
            total.wall_ns += sample.wall_ns;
            total.cpu_ns += sample.cpu_ns;
            manager.shutdown().await?;
        }
        Ok(total)
    })
}
