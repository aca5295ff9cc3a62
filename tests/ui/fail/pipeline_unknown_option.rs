//! An option is misspelt.
//! Remedy: there are: name, order, manual, crate
use tidings::prelude::*;

#[envelope_pipeline(ordr = 1)]
struct Session;
impl EnvelopePipeline for Session {}

fn main() {}
