//! An `impl` is of a type that nobody makes.
//! Remedy: put `#[injectable]` on `Invoice`
use tidings::prelude::*;

#[event]
struct Placed;

struct Invoice;

#[event_listener]
impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
