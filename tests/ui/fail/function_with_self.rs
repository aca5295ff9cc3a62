//! A method is annotated.
//! Remedy: what it needs are parameters
use tidings::prelude::*;

#[event]
struct Placed;

struct Invoice;

impl Invoice {
    #[event_listener]
    async fn on(&self, _: &Placed) -> Result {
        Ok(())
    }
}

fn main() {}
