//! What is known of a listener before it exists: which event, under which name, by which policy.

mod info;
mod place;

pub use info::ListenerInfo;
pub use place::Place;

/// A listener's claim on an address: the queue's name, per process or shared, and the policy.
///
/// ```
/// # use tidings_core::{codec::Json, event::{Event, EventInfo}};
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct OrderPlaced {}
/// # impl Event for OrderPlaced {
/// #     type Codec = Json;
/// #     fn info() -> &'static EventInfo {
/// #         static INFO: EventInfo = EventInfo::new::<OrderPlaced>("order.placed");
/// #         &INFO
/// #     }
/// # }
/// use tidings_core::subscription::Subscription;
///
/// let subscription = Subscription::of::<OrderPlaced>("invoice").concurrency(16).per_process();
/// assert_eq!(subscription.name(), "invoice");
/// ```
pub type Subscription = ListenerInfo;
