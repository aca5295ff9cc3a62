//! A listener has type parameters.
//! Remedy: write the concrete types
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
struct Invoice<T> {
    of: Arc<T>,
}

fn main() {}
