//! A parameter is of a type that nobody can provide.
//! Remedy: put `#[injectable]` on `Till`
use tidings::prelude::*;

#[event]
struct Placed;

struct Till;

#[event_listener]
async fn audit(_: &Placed, _: &Till) -> Result {
    Ok(())
}

fn main() {}
