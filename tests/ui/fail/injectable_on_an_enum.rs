//! The container cannot choose a variant.
//! Remedy: with its constructor `fn new(..) -> Self`
use tidings::prelude::*;

#[injectable]
enum Mode {
    Fast,
}

fn main() {}
