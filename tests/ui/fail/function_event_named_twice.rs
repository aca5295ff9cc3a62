//! The event stands in the attribute and in the function.
//! Remedy: leave the event out here
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
async fn audit(_: &Placed) -> Result {
    Ok(())
}

fn main() {}
