//! A trait has a constant.
//! Remedy: make it a method with `&self`
use tidings::prelude::*;

#[provided]
trait Clock: Send + Sync {
    const ZONE: &str;
}

fn main() {}
