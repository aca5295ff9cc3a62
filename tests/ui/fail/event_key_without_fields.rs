//! An event without fields has a key.
//! Remedy: leave `key` out
use tidings::prelude::*;

#[event(key = order)]
struct Placed;

fn main() {}
