//! A field is of a type of another crate.
//! Remedy: take `Provided<File>` instead of `Arc<File>`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
struct Invoice {
    file: Arc<std::fs::File>,
}

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
