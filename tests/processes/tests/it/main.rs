//! What holds across processes, over a real Apache Artemis.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and tells figures"
)]

mod keys;
mod poison;
mod rebalance;
mod reconnect;
mod restarts;
mod support;
