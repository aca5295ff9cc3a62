//! A listener without the attribute is named.
//! Remedy: put `#[event_listener(..)]` on its definition
use tidings::prelude::*;

#[event]
struct Placed;

struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn named<L: tidings::registration::Listener>() {}

fn main() {
    named::<Invoice>();
}
