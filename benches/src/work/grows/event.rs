use std::{hint::black_box, sync::LazyLock};

use tidings::prelude::*;
use tidings_bench_measure::Counter;

/// What the listeners of this process handled.
pub(super) static HANDLED: LazyLock<Counter> = LazyLock::new(Counter::default);

#[event(name = "bench.grown")]
pub(super) struct Grown {
    pub(super) n: u64,
}

pub(super) struct Counts;

impl EventListener<Grown> for Counts {
    async fn on(&self, event: &Grown, _: Delivery<'_>) -> Result {
        black_box(event.n);
        HANDLED.count();
        Ok(())
    }
}
