//! A parameter could be anything.
//! Remedy: write the concrete type
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
async fn audit(_: &Placed, _: impl Fn()) -> Result {
    Ok(())
}

fn main() {}
