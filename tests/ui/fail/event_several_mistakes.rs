//! All mistakes of an item are shown together.
//! Remedy: versions count from 1
use tidings::prelude::*;

#[event(nmae = "x", durable = 1, version = 0, key = 7)]
struct Placed;

fn main() {}
