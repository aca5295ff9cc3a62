//! A service borrows.
//! Remedy: share it as `Arc<T>`
use tidings::prelude::*;

#[injectable]
struct Cache<'a> {
    of: &'a str,
}

fn main() {}
