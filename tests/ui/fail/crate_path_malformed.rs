//! The path of the facade is a text.
//! Remedy: takes the path under which your crate sees tidings
use tidings::prelude::*;

#[event(crate = "tidings")]
struct Placed;

fn main() {}
