//! An option is misspelt.
//! Remedy: there are: name, per_process
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, per_proces)]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
