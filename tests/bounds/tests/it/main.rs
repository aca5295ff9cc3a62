//! How much memory is held: the configuration implies a bound, and each test asserts it with a margin.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod bodies;
mod event;
mod keys;
mod measure;
mod senders;
mod silent;
mod world;
