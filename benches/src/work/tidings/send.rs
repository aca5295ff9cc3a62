use tidings::prelude::*;
use tidings_bench_measure::{Meter, Outcome, Place, Work, repeat};

use super::{super::body::Body, Passed, builder};

async fn publisher(place: &Place) -> Outcome<EventManager> {
    let manager = builder(place).listeners::<()>().sends::<(Passed,)>().build()?;
    manager.start().await?;
    Ok(manager)
}

/// All at once; the window lets so many be under way.
pub(super) async fn window(place: Place) -> Outcome<Box<dyn Work>> {
    let manager = publisher(&place).await?;
    Ok(repeat(async move |events| {
        let meter = Meter::start();
        let sent = manager.send_events((0..events).map(|n| Passed(Body::new(n, place.body_bytes)))).await;
        let sample = meter.stop(events);
        sent.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(sample)
    }))
}

pub(super) async fn each(place: Place) -> Outcome<Box<dyn Work>> {
    let manager = publisher(&place).await?;
    Ok(repeat(async move |events| {
        let meter = Meter::start();
        for n in 0..events {
            manager.send_event(Passed(Body::new(n, place.body_bytes))).await?;
        }
        Ok(meter.stop(events))
    }))
}
