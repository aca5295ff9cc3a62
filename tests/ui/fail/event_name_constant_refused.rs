//! A constant holds a name that is refused.
//! Remedy: use `.`, `-` or `_`
use tidings::prelude::*;

const NAME: &str = "order/placed";

#[event(name = NAME)]
struct Placed;

fn main() {}
