//! A function would change its event.
//! Remedy: the event, by shared reference
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
async fn audit(_: &mut Placed) -> Result {
    Ok(())
}

fn main() {}
