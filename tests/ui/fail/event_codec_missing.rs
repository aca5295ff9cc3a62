//! A codec cannot encode the event.
//! Remedy: cannot encode and decode `Placed`
use tidings::prelude::*;

struct Protobuf;

#[event(codec = Protobuf)]
struct Placed;

fn main() {}
