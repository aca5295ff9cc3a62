//! A listener handles less than nothing.
//! Remedy: `concurrency = 5`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, concurrency = -1)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
