//! A listener takes no delivery.
//! Remedy: has 2 parameters but the declaration in trait
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed) -> Result {
        Ok(())
    }
}

fn main() {}
