//! An option of the retry is misspelt.
//! Remedy: there are: attempts, backoff
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed, retry(atempts = 5))]
struct Invoice;

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
