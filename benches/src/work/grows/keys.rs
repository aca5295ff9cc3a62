use std::sync::Arc;

use tidings::{event::EventRef, prelude::*};
use tidings_bench_measure::{Meter, Outcome, Work, repeat};

use super::{Counts, Grown, event::HANDLED};

/// One key after the other, to a listener that handles 16 keys at a time.
pub(super) async fn keys(keys: usize) -> Outcome<Box<dyn Work>> {
    let claim = Subscription::to("bench.grows", EventRef::of::<Grown>()).concurrency(16);
    let builder = EventManager::builder().provider(Local::new()).listeners::<()>();
    let manager = builder.listen::<Grown, _>(claim, Counts).build()?;
    manager.start().await?;
    let keys = (0..keys).map(|key| Arc::from(format!("customer-{key}"))).collect::<Vec<Arc<str>>>();
    Ok(repeat(async move |events| {
        let handled = HANDLED.expect(events);
        let meter = Meter::start();
        for (n, key) in (0..events).zip(keys.iter().cycle()) {
            manager.compose(Grown { n }).key(key.clone()).send().await?;
        }
        handled.reached().await;
        Ok(meter.stop(events))
    }))
}
