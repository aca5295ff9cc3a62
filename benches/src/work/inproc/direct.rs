use std::hint::black_box;

use tidings::{Failure, Result};
use tidings_bench_measure::{Meter, Work, repeat};

use super::tick::{Ticked, look};

async fn call(event: &Ticked) -> Result {
    look(event);
    Ok(())
}

/// What a program without events would do.
pub(super) fn calls(calls: usize) -> Box<dyn Work> {
    repeat(async move |events| {
        let meter = Meter::start();
        for n in 0..events {
            let event = Ticked { n };
            for _ in 0..calls {
                black_box(call(black_box(&event)).await).map_err(Failure::into_error)?;
            }
        }
        Ok(meter.stop(events))
    })
}
