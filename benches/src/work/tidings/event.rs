//! The event of a worker, under the name that its place says.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use tidings::{
    codec::Json,
    container::Service,
    event::{Event, EventInfo, EventRef},
    listener::EventListener,
    registration::ListenerEntry,
    subscription::ListenerInfo,
};
use tidings_bench_measure::Place;

use super::super::body::Body;

static INFO: OnceLock<EventInfo> = OnceLock::new();
static LISTENER: OnceLock<ListenerInfo> = OnceLock::new();

/// Says once what the event and its listener are: what attributes would say, were the names constants.
pub(super) fn is(place: &Place) {
    let info = EventInfo::new::<Passed>(place.address.clone().leak());
    // A worker has one place.
    let _ = INFO.set(if place.durable { info.durable() } else { info });
    let listener = ListenerInfo::to(place.queue(), EventRef::of::<Passed>());
    let _ = LISTENER.set(listener.concurrency(place.concurrency).prefetch(place.window));
}

/// The entry of a listener of the event.
pub(super) fn entry<L: EventListener<Passed> + Service>(
    entry: &'static OnceLock<ListenerEntry>,
) -> &'static ListenerEntry {
    let nobody = || ListenerInfo::to("nobody", EventRef::of::<Passed>());
    entry.get_or_init(|| ListenerEntry::new::<Passed, L>(LISTENER.get().cloned().unwrap_or_else(nobody)))
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
