//! The attribute stands on methods.
//! Remedy: expected `impl EventListener<MyEvent> for ..`
use tidings::prelude::*;

struct Invoice;

#[event_listener]
impl Invoice {}

fn main() {}
