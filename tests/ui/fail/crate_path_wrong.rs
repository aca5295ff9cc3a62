//! The facade is not at the path.
//! Remedy: bus
use tidings::prelude::*;

#[provided(crate = bus)]
struct Placed;

fn main() {}
