//! A field is of a type that cannot be injected.
//! Remedy: injected are `Arc<T>`
use tidings::prelude::*;

#[injectable]
struct Log;

#[injectable]
struct Shop {
    log: Log,
}

fn main() {}
