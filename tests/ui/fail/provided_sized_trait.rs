//! A trait is `Sized`.
//! Remedy: leave it out
use tidings::prelude::*;

#[provided]
trait Clock: Sized + Send + Sync {
    fn now(&self) -> u64;
}

fn main() {}
