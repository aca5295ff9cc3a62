//! An order is a text.
//! Remedy: `order = 10`
use tidings::prelude::*;

#[envelope_pipeline(order = "first")]
struct Session;
impl EnvelopePipeline for Session {}

fn main() {}
