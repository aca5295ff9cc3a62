use tidings::{event::EventRef, prelude::*};
use tidings_bench_measure::{Meter, Outcome, Work, repeat};

use super::{Counts, Grown, event::HANDLED};

/// Each event goes to all of them, each in a queue of its own.
pub(super) async fn listeners(listeners: u64) -> Outcome<Box<dyn Work>> {
    let mut builder = EventManager::builder().provider(Local::new()).listeners::<()>();
    for n in 0..listeners {
        let claim = Subscription::to(format!("bench.grows_{n}"), EventRef::of::<Grown>());
        builder = builder.listen::<Grown, _>(claim, Counts);
    }
    let manager = builder.build()?;
    manager.start().await?;
    Ok(repeat(async move |events| {
        let handled = HANDLED.expect(events * listeners);
        let meter = Meter::start();
        for n in 0..events {
            manager.send_event(Grown { n }).await?;
        }
        handled.reached().await;
        Ok(meter.stop(events))
    }))
}
