//! A service stands for a trait that cannot be a `dyn`.
//! Remedy: `Store` is not dyn compatible
use tidings::prelude::*;

trait Store: Send + Sync {
    fn get<T>(&self) -> T;
}

#[injectable(as = dyn Store)]
struct Memory;

impl Store for Memory {
    fn get<T>(&self) -> T {
        loop {}
    }
}

fn main() {}
