//! How one received envelope ends: decided by a state machine without I/O, carried out by a thin driver.

mod bound;
mod copies;
mod driver;
mod inline;
mod machine;
mod outcome;
mod pulse;
mod report;

pub(crate) use copies::replay;

pub use bound::{AnyListener, Bound, Unread, Wired};
pub use driver::{Parts, RunningSubscription};
pub use inline::InlineBound;
pub use pulse::Pulses;
pub use report::{Hook, Report};
