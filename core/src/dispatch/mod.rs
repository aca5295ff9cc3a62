//! How one received envelope ends: decided by a state machine without I/O, carried out by a thin driver.

mod bound;
mod machine;

pub use bound::{AnyListener, Bound, Unread, Wired};
