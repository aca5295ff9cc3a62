use std::{cell::Cell, hint::black_box};

use tidings::prelude::*;

use crate::Outcome;

/// An event that costs nothing to make.
#[event(name = "costs.ticked")]
pub(super) struct Ticked {
    pub(super) n: u64,
}

/// Such an event of its own, for the listener with several attempts at a time.
#[event(name = "costs.ticked_apart")]
pub(super) struct TickedApart {
    pub(super) n: u64,
}

thread_local! {
    /// What this thread, which does all, has handled so far.
    static HANDLED: Cell<u64> = const { Cell::new(0) };
}

/// What every listener does.
pub(super) fn look(n: u64) {
    black_box(n);
    HANDLED.set(HANDLED.get() + 1);
}

/// How many were handled so far.
pub(super) fn handled() -> u64 {
    HANDLED.get()
}

/// Lets the listeners work until so many were handled.
pub(super) async fn reach(goal: u64) -> Outcome {
    // A listener that gets nothing would be waited for for ever.
    for _ in 0..1_000_000 {
        if handled() >= goal {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
    Err(format!("{} were handled, not {goal}", handled()).into())
}

#[event_listener(name = "costs.one", as = One)]
pub(super) fn one(event: &Ticked) {
    look(event.n);
}

#[event_listener(name = "costs.two", as = Two)]
pub(super) fn two(event: &Ticked) {
    look(event.n);
}

#[event_listener(name = "costs.three", as = Three)]
pub(super) fn three(event: &Ticked) {
    look(event.n);
}

#[event_listener(name = "costs.four", as = Four)]
pub(super) fn four(event: &Ticked) {
    look(event.n);
}

#[event_listener(name = "costs.apart", as = Apart, concurrency = 16)]
pub(super) fn apart(event: &TickedApart) {
    look(event.n);
}
