//! The crate as its users see it, over a real Apache Artemis, and over servers that the tests play.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests may panic")]

mod codec;
mod common;
mod dialects;
mod documents;
mod fake;
mod frames;
mod odd_servers;
mod oversized;
mod raw;
mod start;
mod theft;
mod width;
