use std::{hint::black_box, sync::OnceLock};

use tidings::{
    prelude::*,
    registration::{Listener, ListenerEntry},
};
use tidings_bench_measure::{Gate, Outcome, Place, Work, repeat};

use super::{Passed, event, listening};

static GATE: Gate = Gate::new();

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
        GATE.open().await?;
        black_box(event.0.n);
        GATE.count();
        Ok(())
    }
}

/// Receives what waits in the queue.
pub(super) async fn receive(place: Place) -> Outcome<Box<dyn Work>> {
    let manager = listening::<Counts>(&place).await?;
    Ok(repeat(async move |events| {
        // It lives as long as the work.
        let _manager = &manager;
        Ok(GATE.measure(events).await)
    }))
}
