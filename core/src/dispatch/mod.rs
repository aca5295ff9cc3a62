//! How one received envelope ends: decided by a state machine without I/O, carried out by a thin driver.

mod bound;
mod driver;
mod machine;
mod report;

pub use bound::{AnyListener, Bound, Unread, Wired};
pub use driver::{Parts, RunningSubscription};
pub use report::{Hook, Report};
