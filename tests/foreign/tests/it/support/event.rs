use std::fmt::Debug;

use serde::Serialize;
use tidings::{event::Event, runtime::Runtime};

/// A name that nothing else has, here or in another process: the broker may be one that others use too.
pub(crate) fn unique(stem: &str) -> String {
    let runtime = Runtime::system();
    // The last parts of an id: chance, and the number of ids made before.
    let id = runtime.event_id(runtime.now()).to_string();
    format!("{stem}.{}", id.get(19..).unwrap_or_default())
}

/// What the events of these tests are.
pub(crate) trait Order: Event + Clone + PartialEq + Debug + Serialize {
    /// An order of somebody.
    fn new(order: u64) -> Self;
    /// Its number.
    fn number(&self) -> u64;
}

/// Declares the event of a test, by a name of its own: `order_event!(Placed: durable)`.
macro_rules! order_event {
    ($name:ident $(: $($flag:ident $(($value:expr))?),+)?) => {
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        struct $name {
            order: u64,
            customer: String,
        }

        impl $crate::support::Order for $name {
            fn new(order: u64) -> Self {
                Self { order, customer: format!("Jörg {order}") }
            }

            fn number(&self) -> u64 {
                self.order
            }
        }

        impl tidings::event::Event for $name {
            type Codec = tidings::codec::Json;

            fn info() -> &'static tidings::event::EventInfo {
                static INFO: std::sync::LazyLock<tidings::event::EventInfo> = std::sync::LazyLock::new(|| {
                    let name = $crate::support::unique(concat!(module_path!(), ".", stringify!($name)));
                    let name: &'static str = name.replace("::", ".").leak();
                    tidings::event::EventInfo::new::<$name>(name)$($(.$flag($($value(name))?))+)?
                });
                &INFO
            }
        }
    };
}
pub(crate) use order_event;
