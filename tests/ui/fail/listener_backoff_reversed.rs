//! A backoff begins above its end.
//! Remedy: write the shorter pause first
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, retry(backoff = "30s..100ms"))]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
