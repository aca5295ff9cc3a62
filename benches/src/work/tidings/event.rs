//! The event of a worker, under the name that its place says.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use tidings::{
    codec::Json,
    event::{Event, EventInfo},
};
use tidings_bench_measure::Place;

use super::super::body::Body;

static INFO: OnceLock<EventInfo> = OnceLock::new();

/// Says once what the event is.
pub(super) fn is(place: &Place) {
    let info = EventInfo::new::<Passed>(place.address.clone().leak());
    // A worker has one place.
    let _ = INFO.set(if place.durable { info.durable() } else { info });
}

/// An event of the size that was asked for.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Passed(pub(super) Body);

impl Event for Passed {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        INFO.get_or_init(|| EventInfo::new::<Self>("nothing"))
    }
}
