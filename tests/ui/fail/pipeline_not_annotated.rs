//! A pipeline without the attribute is named.
//! Remedy: put `#[envelope_pipeline]` on its definition
use tidings::prelude::*;

struct Session;
impl EnvelopePipeline for Session {}
fn named<P: tidings::registration::Pipeline>() {}

fn main() {
    named::<Session>();
}
