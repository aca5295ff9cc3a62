//! A struct is said to block.
//! Remedy: `blocking` is for functions
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, blocking)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
