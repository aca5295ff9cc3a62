//! An `impl` listens to what is no event.
//! Remedy: put `#[event]` on the definition of `Plain`
use tidings::prelude::*;

struct Plain;

#[event_listener(Plain)]
struct Invoice;

impl EventListener<Plain> for Invoice {
    async fn on(&self, _: &Plain, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
