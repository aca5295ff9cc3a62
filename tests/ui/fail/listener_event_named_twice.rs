//! The event stands in the attribute and in the `impl`.
//! Remedy: leave the event out here
use tidings::prelude::*;

#[event]
struct Placed;

#[injectable]
struct Invoice;

#[event_listener(Placed)]
impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
