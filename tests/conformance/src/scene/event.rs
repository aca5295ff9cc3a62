use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{Deserialize, Serialize};
use tidings_core::{
    codec::Json,
    event::{Event, EventInfo},
};

use super::unique;

/// The event of most behaviours; its tag makes it an event of its own.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub(crate) struct Fact<T> {
    pub(crate) n: u64,
    pub(crate) text: String,
    #[serde(skip)]
    tag: PhantomData<fn() -> T>,
}

/// What makes a [`Fact`] an event of its own.
pub(crate) trait Tag: Sized + 'static {
    /// What is known of the event.
    fn info() -> &'static EventInfo;

    /// An event with this number.
    fn event(n: u64) -> Fact<Self> {
        Self::saying(n, "")
    }

    /// An event with this number and text.
    fn saying(n: u64, text: impl Into<String>) -> Fact<Self> {
        Fact { n, text: text.into(), tag: PhantomData }
    }
}

/// The info of a new event under a name of its own.
pub(crate) fn info<T: Tag>() -> EventInfo {
    EventInfo::new::<Fact<T>>(unique::<T>().leak())
}

impl<T: Tag> Event for Fact<T> {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        T::info()
    }

    fn key(&self) -> Option<Cow<'_, str>> {
        T::info().is_keyed().then_some(Cow::Borrowed(&self.text))
    }
}

impl<T> Clone for Fact<T> {
    fn clone(&self) -> Self {
        Self { n: self.n, text: self.text.clone(), tag: PhantomData }
    }
}

impl<T> PartialEq for Fact<T> {
    fn eq(&self, other: &Self) -> bool {
        self.n == other.n && self.text == other.text
    }
}

impl<T> fmt::Debug for Fact<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The text may be megabytes long.
        write!(f, "Fact({}, {} bytes)", self.n, self.text.len())
    }
}

/// Declares an event of the showing: `event!(Placed)`, `event!(Kept: durable, keyed)`; a keyed one has its text as key.
macro_rules! event {
    ($name:ident $(: $($flag:ident $(($value:expr))?),+)?) => {
        struct $name;
        impl $crate::scene::Tag for $name {
            fn info() -> &'static tidings_core::event::EventInfo {
                // Named at run time, since other processes use the same broker.
                static INFO: std::sync::LazyLock<tidings_core::event::EventInfo> =
                    std::sync::LazyLock::new(|| $crate::scene::info::<$name>()$($(.$flag($($value)?))+)?);
                &INFO
            }
        }
    };
}
pub(crate) use event;
