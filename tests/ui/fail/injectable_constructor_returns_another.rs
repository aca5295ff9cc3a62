//! A constructor makes something else.
//! Remedy: a constructor of `Smtp` cannot return `u32`
use tidings::prelude::*;

struct Smtp;

#[injectable]
impl Smtp {
    fn new() -> u32 {
        7
    }
}

fn main() {}
