//! What is handed over is no function.
//! Remedy: goes on a struct, an enum or a trait
use tidings::prelude::*;

#[provided]
fn clock() -> u64 {
    7
}

fn main() {}
