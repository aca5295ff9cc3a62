//! A method is generic.
//! Remedy: add `where Self: Sized` to it
use tidings::prelude::*;

#[provided]
trait Clock: Send + Sync {
    fn now<T: From<u64>>(&self) -> T;
}

fn main() {}
