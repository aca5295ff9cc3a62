use tidings::prelude::*;
use tidings_bench_measure::{Meter, Outcome, Place, Work, nanos, repeat};
use tokio::sync::mpsc;

use super::{super::body::Body, Passed, builder, claim};

/// Says when it was called.
struct Tells(mpsc::Sender<u64>);

impl EventListener<Passed> for Tells {
    async fn on(&self, _: &Passed, _: Delivery<'_>) -> Result {
        Ok(self.0.send(nanos()).await?)
    }
}

/// Sends one, waits until the listener was called with it, and until it is confirmed, before the next.
pub(super) async fn round_trip(place: Place) -> Outcome<Box<dyn Work>> {
    let (tell, mut called) = mpsc::channel(16);
    let manager = builder(&place).listen::<Passed, _>(claim(&place), Tells(tell)).build()?;
    manager.start().await?;
    Ok(repeat(async move |events| {
        let mut latencies = Vec::with_capacity(usize::try_from(events)?);
        let meter = Meter::start();
        for n in 0..events {
            let event = Passed(Body::new(n, place.body_bytes));
            let began = nanos();
            let (sent, at) = tokio::join!(manager.send_event(event), called.recv());
            sent?;
            latencies.push(at.ok_or("the listener is gone")?.saturating_sub(began));
        }
        let mut sample = meter.stop(events);
        sample.latencies_ns = latencies;
        Ok(sample)
    }))
}
