//! An option is misspelt.
//! Remedy: there are: name, address
use tidings::prelude::*;

#[event(nmae = "order.placed")]
struct Placed;

fn main() {}
