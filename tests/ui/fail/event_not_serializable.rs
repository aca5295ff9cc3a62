//! A field cannot be serialized.
//! Remedy: Money
use tidings::prelude::*;

pub struct Money(u64);

#[event]
struct Paid {
    amount: Money,
}

fn main() {}
