//! A parameter is of type `Self`.
//! Remedy: take a `&dyn ..`
use tidings::prelude::*;

#[provided]
trait Clock: Send + Sync {
    fn same(&self, other: &Self) -> bool;
}

fn main() {}
