//! A listener handles nothing at a time.
//! Remedy: say `concurrency = 1`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, concurrency = 0)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
