//! A backoff has no units.
//! Remedy: `backoff = "100ms..30s"`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, retry(backoff = "100..30000"))]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
