//! Tests of the facade and the macros as a user sees them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot run fails")]

mod codecs;
mod events;
mod functions;
mod inbox;
mod listeners;
mod log;
mod pipelines;
mod registry;
mod services;
mod versions;
mod wiring;
