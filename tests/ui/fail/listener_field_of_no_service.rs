//! A field is of a type that nobody can provide.
//! Remedy: put `#[injectable]` on `Till`
use tidings::prelude::*;

#[event]
struct Placed;

struct Till;

#[event_listener(Placed)]
struct Invoice {
    till: Arc<Till>,
}

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
