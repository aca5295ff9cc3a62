//! What every provider that speaks to Apache Artemis needs, whatever its protocol.
//!
//! [`names`] says how queues are called, [`management`] writes the broker's management commands and reads its answers,
//! and [`topology`] makes sure that the queues exist as they should. A protocol brings one thing along: an
//! implementation of [`Management`](management::Management), which carries one request and its reply:
//! [`OverLinks`](management::OverLinks) does so over any links of `tidings-wire`.

pub mod directory;
pub mod management;
mod methods;
pub mod names;
#[cfg(test)]
mod scripted;
pub mod topology;

pub use tidings_core::provider::QueueNaming;
