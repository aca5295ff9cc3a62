//! A function returns a value in its result.
//! Remedy: return `Result`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
async fn audit(_: &Placed) -> Result<u32> {
    Ok(7)
}

fn main() {}
