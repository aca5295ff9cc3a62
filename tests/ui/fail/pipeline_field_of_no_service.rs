//! A field is of a type that nobody can provide.
//! Remedy: put `#[injectable]` on `Till`
use tidings::prelude::*;

struct Till;

#[envelope_pipeline]
struct Session {
    till: Arc<Till>,
}
impl EnvelopePipeline for Session {}

fn main() {}
