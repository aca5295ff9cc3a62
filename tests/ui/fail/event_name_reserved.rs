//! A name begins like a dead letter queue.
//! Remedy: choose another
use tidings::prelude::*;

#[event(name = "dead_letter.order")]
struct Placed;

fn main() {}
