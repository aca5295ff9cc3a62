//! What the bench says: on the terminal, as JSON, and how the machine was.

mod machine;
mod terminal;
mod words;

use serde::{Deserialize, Serialize};

pub(crate) use machine::{Machine, SET_UP};
pub(crate) use terminal::{print, print_built};
pub(crate) use words::{bytes, figure, nanos, rate, said};

use tidings_bench_measure::Outcome;

use crate::{build::Built, rows::Group, run::Measured};

/// All that a run of the bench found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) groups: Vec<Measures>,
    /// What it costs to build; empty where that was not looked at.
    #[serde(default)]
    pub(crate) builds: Vec<Built>,
}

impl Report {
    /// Goes on with what an earlier run found.
    ///
    /// # Errors
    /// It was of another commit.
    pub(crate) fn go_on_with(&mut self, earlier: Self) -> Outcome {
        let (ours, theirs) = (&self.machine.commit, &earlier.machine.commit);
        if ours != theirs {
            return Err(format!("the file is of {theirs}, and this is {ours}: remove it, or name another").into());
        }
        self.machine.counter = self.machine.counter.take().or(earlier.machine.counter);
        (self.groups, self.builds) = (earlier.groups, earlier.builds);
        Ok(())
    }

    /// Puts a group in place of what was found of it before.
    pub(crate) fn put(&mut self, measures: Measures) {
        self.groups.retain(|group| group.group != measures.group);
        self.groups.push(measures);
        self.groups.sort_by_key(|measures| measures.group);
    }
}

/// The rows of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measures {
    pub(crate) group: Group,
    /// Runs of each side of each row.
    pub(crate) pairs: usize,
    pub(crate) rows: Vec<Measured>,
}
