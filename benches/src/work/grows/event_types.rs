use std::hint::black_box;

use tidings::{event::EventInfo, prelude::*};
use tidings_bench_measure::{Meter, Outcome, Work, repeat};

use super::event::HANDLED;

struct CountsAny;

impl EventListener<ExternalEvent> for CountsAny {
    async fn on(&self, event: &ExternalEvent, _: Delivery<'_>) -> Result {
        black_box(event.data());
        HANDLED.count();
        Ok(())
    }
}

/// Events by name, one after the other, each with a listener of its own.
pub(super) async fn event_types(types: usize) -> Outcome<Box<dyn Work>> {
    let names = (0..types).map(|n| format!("bench.type_{n}")).collect::<Vec<_>>();
    let mut builder = EventManager::builder().provider(Local::new()).listeners::<()>();
    for name in &names {
        let claim = Subscription::to(format!("{name}.count"), EventInfo::external(name.clone()));
        builder = builder.listen::<ExternalEvent, _>(claim, CountsAny);
    }
    let manager = builder.build()?;
    manager.start().await?;
    Ok(repeat(async move |events| {
        let handled = HANDLED.expect(events);
        let meter = Meter::start();
        for (n, name) in (0..events).zip(names.iter().cycle()) {
            manager.emit(name, &n).await?;
        }
        handled.reached().await;
        Ok(meter.stop(events))
    }))
}
