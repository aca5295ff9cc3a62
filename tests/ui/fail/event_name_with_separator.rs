//! A name contains what separates address and queue.
//! Remedy: use `.`
use tidings::prelude::*;

#[event(name = "orders::placed")]
struct Placed;

fn main() {}
