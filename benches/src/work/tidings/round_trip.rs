use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};

use tidings::{
    prelude::*,
    registration::{Listener, ListenerEntry},
};
use tidings_bench_measure::{Meter, Outcome, Place, Work, nanos, repeat};
use tokio::sync::Notify;

use super::{super::body::Body, Passed, event, listening};

/// When the listener of this process was called last.
static CALLED: AtomicU64 = AtomicU64::new(0);
static WAS_CALLED: Notify = Notify::const_new();

#[injectable]
struct Tells;

impl Listener for Tells {
    fn entry() -> &'static ListenerEntry {
        static ENTRY: OnceLock<ListenerEntry> = OnceLock::new();
        event::entry::<Self>(&ENTRY)
    }
}

impl EventListener<Passed> for Tells {
    async fn on(&self, _: &Passed, _: Delivery<'_>) -> Result {
        CALLED.store(nanos(), Ordering::Release);
        WAS_CALLED.notify_one();
        Ok(())
    }
}

/// Sends one, waits until the listener was called with it, and until it is confirmed, before the next.
pub(super) async fn round_trip(place: Place) -> Outcome<Box<dyn Work>> {
    let manager = listening::<Tells>(&place).await?;
    Ok(repeat(async move |events| {
        let mut latencies = Vec::with_capacity(usize::try_from(events)?);
        let meter = Meter::start();
        for n in 0..events {
            let event = Passed(Body::new(n, place.body_bytes));
            let began = nanos();
            let (sent, ()) = tokio::join!(manager.send_event(event), WAS_CALLED.notified());
            sent?;
            latencies.push(CALLED.load(Ordering::Acquire).saturating_sub(began));
        }
        let mut sample = meter.stop(events);
        sample.latencies_ns = latencies;
        Ok(sample)
    }))
}
