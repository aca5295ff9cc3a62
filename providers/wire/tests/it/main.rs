//! What the parts of the crate promise when they are driven together.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod dial;
mod pump;
