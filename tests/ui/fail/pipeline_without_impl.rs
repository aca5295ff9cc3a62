//! A pipeline does nothing.
//! Remedy: add: impl EnvelopePipeline for Session
use tidings::prelude::*;

#[envelope_pipeline]
struct Session;

fn main() {}
