//! A backoff begins at nothing.
//! Remedy: begin with `1ms`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, retry(backoff = "0s..30s"))]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
