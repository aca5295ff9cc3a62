//! A method is async.
//! Remedy: return a boxed future
use tidings::prelude::*;

#[provided]
trait Clock: Send + Sync {
    async fn now(&self) -> u64;
}

fn main() {}
