//! A retry is in place and requeued.
//! Remedy: leave one out
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, retry(in_place, requeue))]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
