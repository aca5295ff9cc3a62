//! An `impl` is for all events.
//! Remedy: write one `impl` per event
use tidings::prelude::*;

#[injectable]
struct Invoice;

#[event_listener]
impl<E: Event> EventListener<E> for Invoice {
    async fn on(&self, _: &E, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
