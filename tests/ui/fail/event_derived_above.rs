//! A derive stands above the attribute.
//! Remedy: conflicting implementations
use tidings::prelude::*;

#[derive(serde::Serialize, serde::Deserialize)]
#[event]
struct Paid {
    amount: u64,
}

fn main() {}
