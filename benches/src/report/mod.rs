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

    /// Puts a row in place of what was found of it before; `names` are the rows that the group has in this run, in their
    /// order. Others, of a run that was not quick, stay.
    pub(crate) fn put(&mut self, group: Group, names: &[String], row: Measured) {
        let at = self.groups.iter().position(|measures| measures.group == group).unwrap_or_else(|| {
            self.groups.push(Measures { group, rows: Vec::new() });
            self.groups.len() - 1
        });
        let rows = &mut self.groups[at].rows;
        rows.retain(|known| known.name != row.name);
        rows.push(row);
        rows.sort_by_key(|row| names.iter().position(|name| *name == row.name).unwrap_or(names.len()));
        self.groups.sort_by_key(|measures| measures.group);
    }
}

/// The rows of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measures {
    pub(crate) group: Group,
    pub(crate) rows: Vec<Measured>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, events: u64) -> Measured {
        let (columns, judged, notes) = Default::default();
        Measured { name: name.into(), events, columns, judged, notes, axis: None }
    }

    #[test]
    fn a_row_takes_its_own_place_and_what_this_run_leaves_out_stays() {
        let mut report = Report { machine: Machine::look(None), groups: Vec::new(), builds: Vec::new() };
        let names = ["first", "second", "slow"].map(String::from);
        for (name, events) in [("second", 1), ("slow", 1), ("first", 1), ("second", 2)] {
            report.put(Group::Stomp, &names, row(name, events));
        }
        report.put(Group::Amqp, &["other".into()], row("other", 1));
        report.put(Group::Stomp, &names[..2], row("first", 3));
        let found = report.groups.iter().map(|group| (group.group, group.rows.clone())).collect::<Vec<_>>();
        let stomp = vec![row("first", 3), row("second", 2), row("slow", 1)];
        assert_eq!(found, [(Group::Amqp, vec![row("other", 1)]), (Group::Stomp, stomp)]);
    }
}
