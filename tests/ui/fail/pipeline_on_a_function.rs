//! A pipeline is no function.
//! Remedy: goes on a struct
use tidings::prelude::*;

#[envelope_pipeline]
fn session() {}

fn main() {}
