//! A listener borrows.
//! Remedy: share it as `Arc<T>`
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
struct Invoice<'a> {
    of: &'a u64,
}

fn main() {}
