//! An option is given twice.
//! Remedy: leave one out
use tidings::prelude::*;

#[event(name = "order.placed", durable, name = "placed")]
struct Placed;

fn main() {}
