//! A parameter is of a type that cannot be injected.
//! Remedy: injected are `Arc<T>`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
async fn audit(_: &Placed, limit: u32) -> Result {
    let _ = limit;
    Ok(())
}

fn main() {}
