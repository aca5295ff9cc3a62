//! A function takes its event by value.
//! Remedy: the event, by shared reference
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
async fn audit(_: Placed) -> Result {
    Ok(())
}

fn main() {}
