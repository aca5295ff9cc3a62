//! An option is given twice.
//! Remedy: leave one out
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, concurrency = 2, concurrency = 3)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
