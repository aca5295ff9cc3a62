//! A timeout is a number.
//! Remedy: `timeout = "5s"`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, timeout = 5)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
