//! What the parts of the crate promise when they are driven together.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod access;
mod dial;
mod pump;
#[cfg(feature = "tls")]
mod tls;
