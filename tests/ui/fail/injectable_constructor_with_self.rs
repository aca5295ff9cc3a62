//! A constructor is a method.
//! Remedy: its parameters are injected
use tidings::prelude::*;

struct Smtp;

#[injectable]
impl Smtp {
    fn new(&self) -> Self {
        Self
    }
}

fn main() {}
