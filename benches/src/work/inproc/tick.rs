use std::{hint::black_box, sync::LazyLock};

use tidings::prelude::*;
use tidings_bench_measure::Counter;

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

/// What the listeners of this process handled. A static, as no service is in reach of a listener that only looks.
pub(super) static HANDLED: LazyLock<Counter> = LazyLock::new(Counter::default);

macro_rules! listeners {
    ($($looks:ident $looks_name:literal $counts:ident $counts_name:literal)*) => {$(
        #[event_listener(Ticked, name = $looks_name)]
        pub(super) struct $looks;

        impl EventListener<Ticked> for $looks {
            async fn on(&self, event: &Ticked, _: Delivery<'_>) -> Result {
                look(event);
                Ok(())
            }
        }

        #[event_listener(Ticked, name = $counts_name)]
        pub(super) struct $counts;

        impl EventListener<Ticked> for $counts {
            async fn on(&self, event: &Ticked, _: Delivery<'_>) -> Result {
                look(event);
                HANDLED.count();
                Ok(())
            }
        }
    )*};
}

listeners! {
    Looks1 "bench.look_1" Counts1 "bench.count_1"
    Looks2 "bench.look_2" Counts2 "bench.count_2"
    Looks3 "bench.look_3" Counts3 "bench.count_3"
    Looks4 "bench.look_4" Counts4 "bench.count_4"
}
