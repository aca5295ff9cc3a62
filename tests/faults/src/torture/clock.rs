//! The one clock that all processes of a machine share.

use std::time::Duration;

/// A moment: microseconds of the machine's monotonic clock.
pub(crate) type Moment = u64;

pub(crate) fn now() -> Moment {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    // It counts from the start of the machine: never negative.
    (time.tv_sec as u64) * 1_000_000 + (time.tv_nsec as u64) / 1_000
}

/// From one moment to a later one; zero if it is not later.
pub(crate) fn between(from: Moment, to: Moment) -> Duration {
    Duration::from_micros(to.saturating_sub(from))
}
