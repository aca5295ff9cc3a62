//! An event is no function.
//! Remedy: goes on a struct or an enum
use tidings::prelude::*;

#[event]
fn placed() {}

fn main() {}
