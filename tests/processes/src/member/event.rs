//! The event of a process, under the name that its role says.

use std::{borrow::Cow, sync::OnceLock};

use serde::{Deserialize, Serialize};
use tidings_core::{
    codec::Json,
    event::{Event, EventInfo},
};
use tidings_process_tests::Place;

static INFO: OnceLock<EventInfo> = OnceLock::new();

/// Says once what the event is.
pub(crate) fn is(place: &Place) {
    let info = EventInfo::new::<Order>(place.event.clone().leak()).durable();
    let _ = INFO.set(if place.keyed { info.keyed() } else { info });
}

/// An order, with the customer as its key.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) n: u64,
    pub(crate) customer: Option<String>,
}

impl Event for Order {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        INFO.get_or_init(|| EventInfo::new::<Self>("nothing"))
    }

    fn key(&self) -> Option<Cow<'_, str>> {
        self.customer.as_deref().map(Cow::Borrowed)
    }
}
