//! A function has a lifetime parameter.
//! Remedy: leave lifetimes out
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
async fn audit<'a>(_: &'a Placed) -> Result {
    Ok(())
}

fn main() {}
