//! A constructor borrows a service.
//! Remedy: write `Arc<T>`
use tidings::prelude::*;

#[injectable]
struct Config;
struct Smtp;

#[injectable]
impl Smtp {
    fn new(_: &Config) -> Self {
        Self
    }
}

fn main() {}
