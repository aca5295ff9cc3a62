//! What the provider promises over a real Apache Artemis.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod common;
mod foreign;
mod hosts;
mod malformed;
mod raw;
mod start;
mod still;
mod support;
#[cfg(feature = "tls")]
mod tls;
