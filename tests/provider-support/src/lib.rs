//! What every provider for Apache Artemis promises over a real one, written once and run for each of them.
//!
//! A provider's test binary names its [`Protocol`] and calls [`cases!`](crate::cases!), which makes one test of each case.
//! What only one protocol can show stands beside it, with the same [`support`].

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[doc(hidden)]
pub mod cases;
pub mod managed;
pub mod operator;
mod protocol;
pub mod proxy;
pub mod support;

pub use protocol::Protocol;
