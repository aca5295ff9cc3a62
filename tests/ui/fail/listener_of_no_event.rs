//! What a listener listens to is no event.
//! Remedy: put `#[event]` on the definition of `Plain`
use tidings::prelude::*;

struct Plain;

#[event_listener(Plain)]
struct Invoice;

fn main() {}
