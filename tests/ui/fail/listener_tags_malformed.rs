//! Tags are no list.
//! Remedy: `tags("a", "b")`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, tags = "billing")]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
