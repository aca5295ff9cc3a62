//! A listener does not listen.
//! Remedy: add: impl EventListener<Placed> for Invoice
use tidings::prelude::*;

#[event]
struct Placed;

#[event_listener(Placed)]
struct Invoice;

fn main() {}
