//! The name of the type is a text.
//! Remedy: expected `as = Name`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(as = "Audit")]
async fn audit(_: &Placed) -> Result {
    Ok(())
}

fn main() {}
