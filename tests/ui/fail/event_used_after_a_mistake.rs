//! A mistake in an event is no mistake where it is used.
//! Remedy: versions count from 1
use tidings::prelude::*;

#[event(version = 0, key = order)]
struct Placed {
    order: u64,
}

#[event_listener]
async fn audit(_: &Placed) {}

fn main() {}
