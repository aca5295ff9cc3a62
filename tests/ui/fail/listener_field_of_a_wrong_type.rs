//! A field is of a type that cannot be injected.
//! Remedy: injected are `Arc<T>`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
struct Invoice {
    limit: u32,
}

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
