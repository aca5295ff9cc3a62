//! A service has type parameters.
//! Remedy: write the concrete types
use tidings::prelude::*;

#[injectable]
struct Cache<T> {
    of: Arc<T>,
}

fn main() {}
