//! One variant lacks the key.
//! Remedy: there are: reason
use tidings::prelude::*;

#[event(key = order)]
enum Changed {
    Shipped { order: u64 },
    Cancelled { reason: String },
}

fn main() {}
