//! A constructor wants what cannot be injected.
//! Remedy: injected are `Arc<T>`
use tidings::prelude::*;

struct Smtp(u16);

#[injectable]
impl Smtp {
    fn new(port: u16) -> Self {
        Self(port)
    }
}

fn main() {}
