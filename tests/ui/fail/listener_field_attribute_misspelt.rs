//! A field attribute is misspelt.
//! Remedy: expected `#[inject(default)]`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
struct Invoice {
    #[inject(defualt)]
    count: u32,
}

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
