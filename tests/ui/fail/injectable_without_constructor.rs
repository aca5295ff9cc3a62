//! The block has no constructor.
//! Remedy: add `fn new(..) -> Self`
use tidings::prelude::*;

struct Smtp;

#[injectable]
impl Smtp {
    fn create() -> Self {
        Self
    }
}

fn main() {}
