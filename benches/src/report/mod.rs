//! What the bench says: on the terminal, as JSON, and how the machine was.

mod machine;
mod terminal;
mod words;

use serde::{Deserialize, Serialize};

pub(crate) use machine::{Machine, SET_UP};
pub(crate) use terminal::print;
pub(crate) use words::{figure, nanos, rate, said};

use crate::{rows::Group, run::Measured};

/// All that a run of the bench found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    /// Runs of each side of each row.
    pub(crate) pairs: usize,
    pub(crate) groups: Vec<Measures>,
}

/// The rows of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measures {
    pub(crate) group: Group,
    pub(crate) rows: Vec<Measured>,
}
