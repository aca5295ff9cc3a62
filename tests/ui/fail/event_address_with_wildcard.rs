//! An address contains a wildcard.
//! Remedy: use `.`, `-` or `_`
use tidings::prelude::*;

#[event(address = "orders/*")]
struct Placed;

fn main() {}
