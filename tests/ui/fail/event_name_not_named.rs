//! The name stands alone.
//! Remedy: `name = "order.placed"`
use tidings::prelude::*;

#[event("order.placed")]
struct Placed;

fn main() {}
