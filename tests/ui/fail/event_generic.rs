//! An event has type parameters.
//! Remedy: define one event per type
use tidings::prelude::*;

#[event]
struct Placed<T> {
    order: T,
}

fn main() {}
