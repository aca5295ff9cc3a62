//! A retry allows no attempt.
//! Remedy: say `attempts = 1` for no retry
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, retry(attempts = 0))]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
