//! The key is an expression.
//! Remedy: names a field: `key = customer`
use tidings::prelude::*;

#[event(key = customer.name())]
struct Placed {
    customer: String,
}

fn main() {}
