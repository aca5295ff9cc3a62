//! A broker with the semantics of Apache Artemis, as a state machine without I/O.
//!
//! Whoever drives it calls a method of [`Broker`] for each thing that a client does, with the virtual time at which it
//! does so, and then takes what follows from it by [`Broker::take_events`]; [`Broker::wake_at`] says when it wants
//! [`Broker::advance`] to be called next. It knows no protocol: AMQP above the link seam and STOMP in frames are front
//! ends. Whatever an Artemis leaves to chance (how much a lost connection counts, what of the counts is in the journal)
//! is drawn from a seed, so that the same inputs give the same events.
//!
//! Invariant: no clock, no thread, no hash order.

mod address;
mod broker;
mod chance;
mod consumer;
mod dead_letters;
mod dispatch;
mod duplicates;
mod event;
mod ids;
mod looking;
mod management;
mod message;
mod notifications;
mod queue;
mod receiving;
mod routing;
mod selector;
mod sending;
mod settings;
#[cfg(test)]
mod tests;
mod timers;

pub use broker::Broker;
pub use chance::Chance;
pub use event::{Event, Refusal, RefusalKind, Settle, Verdict};
pub use ids::{ConnectionId, ConsumerId, DeliveryId, SendId};
pub use message::{Body, Message, Payload, Value};
pub use queue::{QueueConfig, QueueState};
pub use receiving::{Place, Source};
pub use routing::{Routing, Target};
pub use selector::Selector;
pub use settings::{AddressSettings, FullPolicy, Settings};

/// Virtual time: how long the world has existed.
pub type Time = std::time::Duration;
