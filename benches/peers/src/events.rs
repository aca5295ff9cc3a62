//! mod-events: listeners are called where an event is emitted, and are not async. Without its feature `async`.

use std::{any::Any, hint::black_box};

use mod_events::{Event, EventDispatcher};
use tidings_bench_measure::{Meter, Work, repeat};

#[derive(Clone, Debug)]
struct Ticked {
    n: u64,
}

impl Event for Ticked {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[inline(never)]
fn look(event: &Ticked) {
    black_box(event.n);
}

pub(crate) fn emit() -> Box<dyn Work> {
    let dispatcher = EventDispatcher::new();
    let _listener = dispatcher.on(look);
    repeat(async move |events| {
        let meter = Meter::start();
        for n in 0..events {
            dispatcher.emit(black_box(Ticked { n }));
        }
        Ok(meter.stop(events))
    })
}
