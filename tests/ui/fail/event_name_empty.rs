//! A name is empty.
//! Remedy: leave the option out for the default
use tidings::prelude::*;

#[event(name = "")]
struct Placed;

fn main() {}
