//! What the provider promises over a real Apache Artemis.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests may panic")]

mod dead_letters;
mod exchange;
mod faults;
mod foreign;
mod hosts;
mod order;
mod raw;
mod start;
mod support;
#[cfg(feature = "tls")]
mod tls;
mod topology;
