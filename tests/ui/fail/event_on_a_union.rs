//! An event is no union.
//! Remedy: goes on a struct or an enum
use tidings::prelude::*;

#[event]
union Placed {
    order: u64,
}

fn main() {}
