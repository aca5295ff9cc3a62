//! A parameter is exclusive.
//! Remedy: take `&` and let the service lock
use tidings::prelude::*;

#[event]
struct Placed;

#[injectable]
struct Log;

#[event_listener]
async fn audit(_: &Placed, _: &mut Log) -> Result {
    Ok(())
}

fn main() {}
