use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tidings_core::{
    codec::Json,
    event::{Event, EventInfo},
};

/// A durable event without a key.
#[derive(Serialize, Deserialize, Clone)]
pub(crate) struct Plain {
    pub(crate) text: String,
}

impl Event for Plain {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Plain>("bounds.plain").durable();
        &INFO
    }
}

/// An event with a key.
#[derive(Serialize, Deserialize, Clone)]
pub(crate) struct Keyed {
    pub(crate) key: u64,
}

impl Event for Keyed {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Keyed>("bounds.keyed").keyed();
        &INFO
    }

    fn key(&self) -> Option<Cow<'_, str>> {
        Some(self.key.to_string().into())
    }
}

/// An event of so many bytes.
pub(crate) fn plain(bytes: usize) -> Plain {
    Plain { text: "x".repeat(bytes) }
}
