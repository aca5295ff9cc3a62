//! A listener returns nothing.
//! Remedy: expected `Result<(), Failure>`, found `()`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) {}
}

fn main() {}
