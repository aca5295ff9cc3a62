use std::{borrow::Cow, marker::PhantomData};

use serde::{Deserialize, Serialize};
use tidings_core::{
    codec::Json,
    event::{Event, EventInfo},
};

/// The event of the simulation; its kind makes it an event of its own.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub(super) struct Fact<K> {
    pub(super) n: u64,
    pub(super) key: String,
    #[serde(skip)]
    kind: PhantomData<fn() -> K>,
}

/// What makes a [`Fact`] an event of its own.
pub(super) trait Kind: Sized + Send + Sync + 'static {
    /// What is known of the event.
    fn info() -> &'static EventInfo;
}

impl<K> Fact<K> {
    pub(super) fn new(n: u64, key: impl Into<String>) -> Self {
        Self { n, key: key.into(), kind: PhantomData }
    }
}

impl<K: Kind> Event for Fact<K> {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        K::info()
    }

    fn key(&self) -> Option<Cow<'_, str>> {
        K::info().is_keyed().then_some(Cow::Borrowed(&self.key))
    }
}

/// Durable, with keys.
pub(super) struct Keyed;

impl Kind for Keyed {
    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Fact<Keyed>>("sim.keyed").durable().keyed();
        &INFO
    }
}

/// Durable, without keys.
pub(super) struct Plain;

impl Kind for Plain {
    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Fact<Plain>>("sim.plain").durable();
        &INFO
    }
}

/// Not durable.
pub(super) struct Fleeting;

impl Kind for Fleeting {
    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Fact<Fleeting>>("sim.fleeting");
        &INFO
    }
}
