//! A listener names no event.
//! Remedy: #[event_listener(MyEvent)]
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
