//! A listener is a struct whose fields are injected, with every option.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use tidings::prelude::*;

const TAG: &str = "by a constant";
const ROOM: u32 = 10_000;

#[event]
struct Placed {
    order: u64,
}

mod events {
    #[tidings::event]
    pub(crate) struct Cancelled;
}

#[injectable]
struct Invoices;

#[event_listener(
    Placed,
    name = "invoice",
    per_process,
    concurrency = 16,
    prefetch = 0,
    inbox = ROOM,
    retry(attempts = 3, backoff = "100ms..30s", in_place),
    timeout = "5s",
    tags("billing", TAG),
)]
struct Invoice {
    invoices: Arc<Invoices>,
    events: Publisher,
    #[inject(default)]
    count: std::sync::atomic::AtomicU64,
}

impl EventListener<Placed> for Invoice {
    async fn on(&self, event: &Placed, _: Delivery<'_>) -> Result {
        let _ = (&self.invoices, &self.events, &self.count, event.order);
        Ok(())
    }
}

#[event_listener(events::Cancelled)]
#[derive(Debug)]
struct Unit;

impl EventListener<events::Cancelled> for Unit {
    async fn on(&self, _: &events::Cancelled, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

#[event_listener(Placed, retry(requeue), manual)]
struct Tuple(Arc<Invoices>);

impl EventListener<Placed> for Tuple {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        let _ = &self.0;
        Ok(())
    }
}

fn main() {
    fn named<L: tidings::registration::Listeners>() -> usize {
        L::entries().len()
    }
    assert_eq!(named::<(Invoice, Unit, Tuple)>(), 3);
}
