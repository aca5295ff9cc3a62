//! A constructor makes nothing.
//! Remedy: `-> Self`
use tidings::prelude::*;

struct Smtp;

#[injectable]
impl Smtp {
    fn new() {}
}

fn main() {}
