//! A function is unsafe.
//! Remedy: Tidings calls it
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
unsafe fn audit(_: &Placed) -> Result {
    Ok(())
}

fn main() {}
