//! A function returns a future.
//! Remedy: one that waits is an `async fn` and returns `Result`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener]
fn audit(_: &Placed) -> impl Future<Output = Result> {
    async { Ok(()) }
}

fn main() {}
