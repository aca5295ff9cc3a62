//! Events: facts in the past tense, each a Rust type.

mod info;
mod key;
mod reference;
mod slot;

use std::borrow::Cow;

use crate::codec::Codec;

pub use info::EventInfo;
pub use key::EventKey;
pub use reference::EventRef;
pub use slot::Slot;

/// A fact that happened; implemented by `#[event]`, or by hand:
///
/// ```
/// use tidings_core::{codec::Json, event::{Event, EventInfo}};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct OrderPlaced { order: u64 }
///
/// impl Event for OrderPlaced {
///     type Codec = Json;
///     fn info() -> &'static EventInfo {
///         static INFO: EventInfo = EventInfo::new::<OrderPlaced>("order.placed").durable();
///         &INFO
///     }
/// }
/// assert_eq!(OrderPlaced::info().address(), "order.placed");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "put `#[event]` on the definition of `{Self}`"
)]
pub trait Event: Send + Sync + Sized + 'static {
    /// How it is encoded; [`Json`](crate::codec::Json) unless chosen otherwise.
    type Codec: Codec<Self>;

    /// Name, address, version and durability of the type.
    fn info() -> &'static EventInfo;

    /// Events of one key keep their order; `None` for no key.
    fn key(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Tells a decoded event under which name it came.
    #[doc(hidden)]
    fn arrived(&mut self, name: &str) {
        let _ = name;
    }
}
