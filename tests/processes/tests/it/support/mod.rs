//! Processes of a test, and what they wrote down.

mod member;
mod over;
mod stage;

pub(crate) use member::Member;
pub(crate) use over::{Over, PAIRS};
pub(crate) use stage::Stage;
