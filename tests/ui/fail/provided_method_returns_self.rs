//! A method returns `Self`.
//! Remedy: return a `Box<dyn ..>`
use tidings::prelude::*;

#[provided]
trait Clock: Send + Sync {
    fn copied(&self) -> Self;
}

fn main() {}
