use std::fmt;

use serde::{Deserialize, Serialize};
use tidings_bench_measure::Place;

use super::Goal;
use crate::{
    side::Program,
    work::{InProcess, Spec},
};

/// Which rows are measured together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Group {
    InProcess,
    Amqp,
    Stomp,
    Peers,
    Foreign,
    Scale,
}

/// One comparison.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) amount: Amount,
    pub(crate) columns: Vec<Column>,
    pub(crate) goals: Vec<Goal>,
    /// What a reader must know of the sides of this row alone.
    pub(crate) notes: Vec<&'static str>,
    /// What the names of the columns are numbers of, where the row is a curve.
    pub(crate) axis: Option<&'static str>,
}

/// How many events a run has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Amount {
    /// So many.
    Each(u64),
    /// So many of all pairs together.
    Total(u64),
}

/// A side of the comparison, by its plan.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) cast: Cast,
    pub(crate) stock: Stock,
    /// How many events its runs have, if not as many as those of the other columns.
    pub(crate) events: Option<u64>,
    /// The processes of its brokers, if they are not those of all columns.
    pub(crate) brokers: Vec<u32>,
}

/// Who plays.
#[derive(Debug)]
pub(crate) enum Cast {
    Alone(Program),
    EndToEnd { publisher: Program, listener: Program },
}

/// What is done around each run, and not measured.
#[derive(Debug)]
pub(crate) enum Stock {
    Nothing,
    /// The queue is filled before.
    Filled(Place),
    /// The same, in front of so many that stay there.
    Behind {
        place: Place,
        backlog: u64,
    },
    /// The queue is there from the start, and emptied after.
    Drained(Place),
}

impl Column {
    pub(crate) fn new(name: &str, cast: Cast, stock: Stock) -> Self {
        Self { name: name.into(), cast, stock, events: None, brokers: Vec::new() }
    }

    /// Work that needs no broker.
    pub(crate) fn in_process(name: &str, work: InProcess) -> Self {
        Self::new(name, Cast::Alone(Program::Own(Spec::InProcess(work))), Stock::Nothing)
    }

    /// The program whose instructions can be counted: one that is alone, and that waits for nobody.
    pub(crate) fn countable(&self) -> Option<&Program> {
        match &self.cast {
            Cast::Alone(program @ Program::Own(Spec::InProcess(_))) => Some(program),
            _ => None,
        }
    }
}

impl Amount {
    /// How many events each of so many runs has.
    pub(crate) fn each(self, pairs: usize) -> u64 {
        match self {
            Self::Each(events) => events,
            Self::Total(events) => events.div_ceil(pairs.max(1) as u64),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InProcess => "Within one process",
            Self::Amqp => "AMQP 1.0, Apache Artemis",
            Self::Stomp => "STOMP 1.2, Apache Artemis",
            Self::Peers => "Peers in Rust",
            Self::Foreign => "Peers in Java and Python",
            Self::Scale => "How cost grows",
        })
    }
}
