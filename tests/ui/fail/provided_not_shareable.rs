//! What is handed over cannot go to another thread.
//! Remedy: cannot be sent between threads safely
use tidings::prelude::*;

#[provided]
trait Clock {
    fn now(&self) -> u64;
}

fn main() {}
