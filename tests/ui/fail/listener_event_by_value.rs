//! A listener takes its event by value.
//! Remedy: incompatible type for trait
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
