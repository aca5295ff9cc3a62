//! A name contains a space.
//! Remedy: use `.`, `-` or `_` between words
use tidings::prelude::*;

#[event(name = "order placed")]
struct Placed;

fn main() {}
