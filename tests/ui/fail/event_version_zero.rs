//! A version is 0.
//! Remedy: say `version = 1`
use tidings::prelude::*;

#[event(version = 0)]
struct Placed;

fn main() {}
