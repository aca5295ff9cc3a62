//! A struct is given the name of a hidden type.
//! Remedy: this one has a name
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, as = Other)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
