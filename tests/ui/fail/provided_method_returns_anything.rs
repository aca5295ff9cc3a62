//! A method returns anything.
//! Remedy: return a `Box<dyn ..>`
use tidings::prelude::*;

#[provided]
trait Clock: Send + Sync {
    fn times(&self) -> impl Iterator<Item = u64>;
}

fn main() {}
