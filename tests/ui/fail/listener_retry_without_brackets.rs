//! A retry is a number.
//! Remedy: `retry(attempts = 5, backoff = "100ms..30s")`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, retry = 5)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
