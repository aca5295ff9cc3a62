//! The key is no field.
//! Remedy: there are: order, customer
use tidings::prelude::*;

#[event(key = custmer)]
struct Placed {
    order: u64,
    customer: String,
}

fn main() {}
