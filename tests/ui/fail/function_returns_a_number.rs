//! A function returns a number.
//! Remedy: return `Result`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
async fn audit(_: &Placed) -> u32 {
    7
}

fn main() {}
