//! What the processes write down, line by line, in a file of their own each.
//!
//! A line is written with one call before the program goes on: what a killed process had written stays. A line that it
//! was in the middle of is torn, and says nothing.

mod follow;
mod handled;
mod journal;
mod sent;

pub(crate) use follow::{Follow, read};
pub(crate) use handled::{Ending, Handled};
pub(crate) use journal::Journal;
pub(crate) use sent::{Sent, Step};

use super::clock::Moment;

/// A line of a file.
pub(crate) trait Line: Sized {
    fn parse(text: &str) -> Option<Self>;

    /// When the process got on, if this says that it did.
    fn progress(&self) -> Option<Moment>;
}
