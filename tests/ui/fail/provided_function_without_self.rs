//! A function has no `self`.
//! Remedy: give it `&self`
use tidings::prelude::*;

#[provided]
trait Clock: Send + Sync {
    fn now() -> u64;
}

fn main() {}
