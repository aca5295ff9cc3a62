//! A name is a number.
//! Remedy: takes a text: `name = ".."`
use tidings::prelude::*;

#[event(name = 5)]
struct Placed;

fn main() {}
