//! An event borrows.
//! Remedy: own the data, as in `String` instead of `&str`
use tidings::prelude::*;

#[event]
struct Placed<'a> {
    order: &'a str,
}

fn main() {}
