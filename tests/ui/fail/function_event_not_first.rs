//! A service stands first.
//! Remedy: put `#[event]` on the definition of `Log`
use tidings::prelude::*;

#[event]
struct Placed;

#[injectable]
struct Log;

#[event_listener]
async fn audit(_: &Log, _: &Placed) -> Result {
    Ok(())
}

fn main() {}
