use std::{ops::Deref, sync::Arc};

use super::{Event, EventInfo};

/// A shared [`EventInfo`]: static for a type, counted for an event known only at run time, which therefore leaks
/// nothing.
#[derive(Clone, Debug)]
pub struct EventRef(Repr);

#[derive(Clone, Debug)]
enum Repr {
    Static(&'static EventInfo),
    Shared(Arc<EventInfo>),
}

impl EventRef {
    /// The info of an event type.
    pub fn of<E: Event>() -> Self {
        Self(Repr::Static(E::info()))
    }

    /// The static info behind it, if it is one.
    pub fn as_static(&self) -> Option<&'static EventInfo> {
        match self.0 {
            Repr::Static(info) => Some(info),
            Repr::Shared(_) => None,
        }
    }
}

impl Deref for EventRef {
    type Target = EventInfo;

    fn deref(&self) -> &EventInfo {
        match &self.0 {
            Repr::Static(info) => info,
            Repr::Shared(info) => info,
        }
    }
}

impl From<&'static EventInfo> for EventRef {
    fn from(info: &'static EventInfo) -> Self {
        Self(Repr::Static(info))
    }
}

impl From<Arc<EventInfo>> for EventRef {
    fn from(info: Arc<EventInfo>) -> Self {
        Self(Repr::Shared(info))
    }
}

impl From<EventInfo> for EventRef {
    fn from(info: EventInfo) -> Self {
        Self(Repr::Shared(Arc::new(info)))
    }
}
