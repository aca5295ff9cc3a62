//! A version is a text.
//! Remedy: `version = 5`
use tidings::prelude::*;

#[event(version = "2")]
struct Placed;

fn main() {}
