use std::{
    hint::black_box,
    sync::{LazyLock, OnceLock},
};

use tidings::{
    prelude::*,
    registration::{Listener, ListenerEntry},
};
use tidings_bench_measure::{Counter, Meter, Outcome, Place, Work, repeat};
use tokio::sync::watch;

use super::{Passed, event, listening};

/// What the listener of this process handled. Statics, as no service is in reach of a listener that only looks.
static HANDLED: LazyLock<Counter> = LazyLock::new(Counter::default);

/// Shut between the runs: the listener stays connected and holds still, with as many deliveries fetched ahead as the bare
/// client has.
static GATE: LazyLock<watch::Sender<bool>> = LazyLock::new(|| watch::channel(false).0);

#[injectable]
struct Counts;

impl Listener for Counts {
    fn entry() -> &'static ListenerEntry {
        static ENTRY: OnceLock<ListenerEntry> = OnceLock::new();
        event::entry::<Self>(&ENTRY)
    }
}

impl EventListener<Passed> for Counts {
    async fn on(&self, event: &Passed, _: Delivery<'_>) -> Result {
        if !*GATE.borrow() {
            GATE.subscribe().wait_for(|open| *open).await?;
        }
        black_box(event.0.n);
        HANDLED.count();
        Ok(())
    }
}

/// Receives what waits in the queue.
pub(super) async fn receive(place: Place) -> Outcome<Box<dyn Work>> {
    let manager = listening::<Counts>(&place).await?;
    Ok(repeat(async move |events| {
        // It lives as long as the work.
        let _manager = &manager;
        let handled = HANDLED.expect(events);
        let meter = Meter::start();
        GATE.send_replace(true);
        handled.reached().await;
        let sample = meter.stop(events);
        GATE.send_replace(false);
        Ok(sample)
    }))
}
