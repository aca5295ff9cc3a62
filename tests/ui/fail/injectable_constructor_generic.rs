//! A constructor has type parameters.
//! Remedy: write the concrete types
use tidings::prelude::*;

struct Smtp;

#[injectable]
impl Smtp {
    fn new<T: Send>(_: Arc<T>) -> Self {
        Self
    }
}

fn main() {}
