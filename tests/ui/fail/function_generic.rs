//! A function has type parameters.
//! Remedy: write the concrete types
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
async fn audit<E: Event>(_: &E) -> Result {
    Ok(())
}

fn main() {}
