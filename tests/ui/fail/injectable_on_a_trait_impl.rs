//! The attribute stands on the `impl` of a trait.
//! Remedy: goes on the inherent `impl` block
use tidings::prelude::*;

trait Net {}
struct Smtp;

#[injectable]
impl Net for Smtp {}

fn main() {}
