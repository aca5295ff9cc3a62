//! One manager: built from a plan, started, sending, receiving, shut down.

mod build;
mod builder;
mod check;
mod dead_letters;
mod deadline;
mod detached;
mod handle;
mod health;
mod health_changes;
mod inner;
mod known;
mod ledger;
mod nowhere;
mod outbound;
mod plan;
mod routes;
mod running;
mod shutdown;
mod start;
mod stream;
mod subscribe;
mod subscription_id;
mod subscriptions;
mod topology;
mod unfinished;
#[cfg(feature = "signal")]
mod until_signal;
mod watchdog;

pub use builder::Builder;
pub use dead_letters::{DeadLetter, DeadLetters};
pub use handle::EventManager;
pub use health::ManagerHealth;
pub use health_changes::HealthChanges;
pub use shutdown::ShutdownError;
pub use stream::{EventStream, Pulled};
pub use subscription_id::SubscriptionId;
pub use topology::Topology;
