//! An async function is said to block.
//! Remedy: leave out `blocking`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(blocking)]
async fn audit(_: &Placed) -> Result {
    Ok(())
}

fn main() {}
