use std::hint::black_box;

use tidings::prelude::*;

/// An event that costs nothing to make.
#[event(name = "bench.ticked")]
pub(super) struct Ticked {
    pub(super) n: u64,
}

/// What every listener here does, and what is called directly: so little that all else is what is measured.
#[inline(never)]
pub(super) fn look(event: &Ticked) {
    black_box(event.n);
}

/// A listener that looks at the event.
pub(super) struct Looks;

impl EventListener<Ticked> for Looks {
    async fn on(&self, event: &Ticked, _: Delivery<'_>) -> Result {
        look(event);
        Ok(())
    }
}

/// The claim of listener number `n`.
pub(super) fn claim(n: usize) -> Subscription {
    Subscription::to(format!("bench.look_{n}"), tidings::event::EventRef::of::<Ticked>())
}
