//! A trait has type parameters.
//! Remedy: `Provided<dyn Store<..>>`
use tidings::prelude::*;

#[provided]
trait Store<T>: Send + Sync {
    fn get(&self) -> T;
}

fn main() {}
