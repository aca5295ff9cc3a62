//! The key is of a type that is none.
//! Remedy: keys are texts, whole numbers
use tidings::prelude::*;

#[event(key = weight)]
struct Weighed {
    weight: f64,
}

fn main() {}
