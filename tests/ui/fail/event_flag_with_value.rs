//! A flag has a value.
//! Remedy: say only `durable`
use tidings::prelude::*;

#[event(durable = true)]
struct Placed;

fn main() {}
