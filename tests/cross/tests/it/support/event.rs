use std::{
    any::{TypeId, type_name},
    borrow::Cow,
    collections::HashMap,
    fmt,
    marker::PhantomData,
    sync::{LazyLock, Mutex, PoisonError},
};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tidings_core::{
    codec::{Codec, Form, Json},
    error::BoxError,
    event::{Event, EventInfo},
    runtime::Runtime,
};

/// What makes an event one of its test alone.
pub(crate) trait Tag: Sized + 'static {
    /// Its flags.
    fn flags(info: EventInfo) -> EventInfo;
}

/// Declares a tag: `event!(Placed: durable, keyed)`.
macro_rules! event {
    ($name:ident $(: $($flag:ident),*)?) => {
        struct $name;
        impl $crate::support::Tag for $name {
            fn flags(info: tidings_core::event::EventInfo) -> tidings_core::event::EventInfo {
                info$($(.$flag())*)?
            }
        }
    };
}
pub(crate) use event;

/// The info of an event type, under a name that nothing else has: other processes may use the same broker.
pub(crate) fn info<T: Tag, E: 'static>() -> &'static EventInfo {
    static INFOS: LazyLock<Mutex<HashMap<TypeId, &'static EventInfo>>> = LazyLock::new(Mutex::default);
    let mut infos = INFOS.lock().unwrap_or_else(PoisonError::into_inner);
    infos.entry(TypeId::of::<E>()).or_insert_with(|| {
        let runtime = Runtime::system();
        let id = runtime.event_id(runtime.now()).to_string();
        let test = type_name::<T>().replace("::", ".").replace(['{', '}'], "");
        // The last parts of an id: chance, and the number of ids made before.
        let name = format!("{test}.{}", id.get(19..).unwrap_or_default());
        Box::leak(Box::new(T::flags(EventInfo::new::<E>(name.leak()))))
    })
}

/// The event of most tests. One that is keyed has its text as key.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub(crate) struct Order<T> {
    pub(crate) n: u64,
    pub(crate) text: String,
    #[serde(skip)]
    tag: PhantomData<fn() -> T>,
}

impl<T> Order<T> {
    pub(crate) fn new(n: u64) -> Self {
        Self::of(n, "Jörg \\ \"42\"\n")
    }

    pub(crate) fn of(n: u64, text: impl Into<String>) -> Self {
        Self { n, text: text.into(), tag: PhantomData }
    }
}

impl<T: Tag> Event for Order<T> {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        info::<T, Self>()
    }

    fn key(&self) -> Option<Cow<'_, str>> {
        Self::info().is_keyed().then_some(Cow::Borrowed(&self.text))
    }
}

/// What the events of these tests have in common.
pub(crate) trait Noted: Event + Clone + PartialEq + fmt::Debug {
    /// An event of these bytes, which are text where the codec is one of text.
    fn of_bytes(bytes: Bytes) -> Self;
}

/// Declares an event whose body is its bytes.
macro_rules! verbatim {
    ($(#[$doc:meta])* $name:ident, $codec:ident, $content_type:literal, $form:ident) => {
        $(#[$doc])*
        pub(crate) struct $name<T> {
            body: Bytes,
            tag: PhantomData<fn() -> T>,
        }

        impl<T: Tag> Event for $name<T> {
            type Codec = $codec;

            fn info() -> &'static EventInfo {
                info::<T, Self>()
            }
        }

        impl<T: Tag> Noted for $name<T> {
            fn of_bytes(body: Bytes) -> Self {
                Self { body, tag: PhantomData }
            }
        }

        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                Self { body: self.body.clone(), tag: PhantomData }
            }
        }

        impl<T> PartialEq for $name<T> {
            fn eq(&self, other: &Self) -> bool {
                self.body == other.body
            }
        }

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // It may be megabytes long.
                write!(f, "{} bytes", self.body.len())
            }
        }

        /// The bytes as they are.
        pub(crate) struct $codec;

        impl<T: Tag> Codec<$name<T>> for $codec {
            const CONTENT_TYPE: &'static str = $content_type;
            const FORM: Form = Form::$form;

            fn encode(event: &$name<T>) -> Result<Bytes, BoxError> {
                Ok(event.body.clone())
            }

            fn decode(body: &[u8]) -> Result<$name<T>, BoxError> {
                Ok($name { body: Bytes::copy_from_slice(body), tag: PhantomData })
            }
        }
    };
}

verbatim!(
    /// An event of text.
    Text, AsText, "text/plain", Text
);
verbatim!(
    /// An event of bytes.
    Raw, AsBytes, "application/octet-stream", Binary
);

impl<T: Tag> Noted for Order<T> {
    fn of_bytes(bytes: Bytes) -> Self {
        Self::of(0, String::from_utf8_lossy(&bytes))
    }
}

impl<T> Clone for Order<T> {
    fn clone(&self) -> Self {
        Self::of(self.n, self.text.clone())
    }
}

impl<T> PartialEq for Order<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.n, &self.text) == (other.n, &other.text)
    }
}

impl<T> fmt::Debug for Order<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Order({}, {} bytes)", self.n, self.text.len())
    }
}
