//! A function takes nothing.
//! Remedy: expected: async fn name(event: &MyEvent
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
async fn audit() -> Result {
    Ok(())
}

fn main() {}
