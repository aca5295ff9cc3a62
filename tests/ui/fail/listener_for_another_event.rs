//! A listener listens to another event than its attribute says.
//! Remedy: `Invoice` does not listen to `Cancelled`
use tidings::prelude::*;

#[event]
struct Placed;

#[event]
struct Cancelled;

#[event_listener(Cancelled)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
