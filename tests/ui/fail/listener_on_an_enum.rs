//! A listener is no enum.
//! Remedy: goes on a struct
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
enum Invoice {}

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
