//! Doubles for tests: a provider that does what a script says, and a listener that remembers.
//!
//! [`Script`] is the test's side of a [`ScriptedProvider`]: it sees every offer, grant and settlement, decides how each
//! offer ends, and hands out deliveries. [`Recorder`] is a listener that remembers what it received. [`Wrapped`] looks at what
//! passes between core and a provider that is no double.
//!
//! ```
//! # use tidings_core::{codec::Json, event::{Event, EventInfo}};
//! # #[derive(serde::Serialize, serde::Deserialize)]
//! # struct OrderPlaced { order: u64 }
//! # impl Event for OrderPlaced {
//! #     type Codec = Json;
//! #     fn info() -> &'static EventInfo {
//! #         static INFO: EventInfo = EventInfo::new::<OrderPlaced>("order.placed");
//! #         &INFO
//! #     }
//! # }
//! use tidings_core::{manager::EventManager, subscription::Subscription, testing::{Recorder, Script}};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let (script, recorder) = (Script::new(), Recorder::<OrderPlaced>::new());
//! let manager = EventManager::builder()
//!     .provider(script.provider())
//!     .listen(Subscription::of::<OrderPlaced>("invoice"), recorder.listener())
//!     .build()?;
//! manager.start().await?;
//! manager.send_event(OrderPlaced { order: 1 }).await?;
//! assert_eq!(script.offers().len(), 1);
//!
//! script.queue("invoice").push_event(OrderPlaced { order: 2 });
//! assert_eq!(recorder.received(1).await?[0].order, 2);
//! manager.shutdown().await?;
//! # Ok::<(), Box<dyn std::error::Error>>(()) })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod connection;
mod dead_letters;
mod letters;
mod offer;
mod provider;
mod queue;
mod receiver;
mod recorder;
mod script;
mod sender;
mod shared;
mod unsettled;
mod wrapped;

pub use answer::{Answer, Sent};
pub use offer::{Offered, To};
pub use provider::ScriptedProvider;
pub use queue::Queue;
pub use recorder::Recorder;
pub use script::Script;
pub use unsettled::Step;
pub use wrapped::{Wrap, Wrapped};
