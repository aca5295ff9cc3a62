//! A timeout is 0.
//! Remedy: leave `timeout` out for no limit
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, timeout = "0s")]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
