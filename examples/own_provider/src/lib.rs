//! A transport of one's own: a notice board in the process, with few capabilities. **Unstable**: the seam may change
//! until very different providers have used it.
//!
//! Run: `cargo run -p own_provider`; what it promises is proved by `cargo test -p own_provider`.

mod board;
mod provider;
mod receiver;
mod sender;

pub use provider::Notices;
