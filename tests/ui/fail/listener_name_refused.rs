//! A name contains a slash.
//! Remedy: use `.`, `-` or `_`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, name = "orders/invoice")]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
