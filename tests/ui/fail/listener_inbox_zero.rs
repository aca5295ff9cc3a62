//! An inbox that remembers nothing.
//! Remedy: leave `inbox` out
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, inbox = 0)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
