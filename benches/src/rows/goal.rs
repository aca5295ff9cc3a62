use std::fmt;

use serde::{Deserialize, Serialize};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Measure {
    /// Nanoseconds for each event.
    Nanos,
    /// Events a second.
    Rate,
    /// Nanoseconds of CPU for each event, in the client's processes.
    Cpu,
    /// Nanoseconds of the brokers' CPU for each event.
    BrokerCpu,
    /// Allocations for each event.
    Allocations,
    /// Instructions for each event.
    Instructions,
    /// The median of how long an event is under way.
    P50,
    /// What 99 of 100 events do not exceed.
    P99,
}

/// With what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Against {
    /// Nothing: the figure itself.
    Itself,
    /// How many times that of another column.
    Times(usize),
    /// How much more than that of another column.
    Above(usize),
}

/// What is to be reached, inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reach {
    AtMost(f64),
    AtLeast(f64),
    /// Nothing: it is only shown.
    Shown,
}

/// A goal of a column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Goal {
    pub(crate) column: usize,
    pub(crate) measure: Measure,
    pub(crate) against: Against,
    pub(crate) reach: Reach,
}

/// A figure of a column; what is to be reached is said by what follows.
pub(crate) fn goal(column: usize, measure: Measure) -> Goal {
    Goal { column, measure, against: Against::Itself, reach: Reach::Shown }
}

impl Goal {
    /// As a multiple of another column's.
    pub(crate) fn times(self, other: usize) -> Self {
        Self { against: Against::Times(other), ..self }
    }

    /// As far as it lies above another column's.
    pub(crate) fn above(self, other: usize) -> Self {
        Self { against: Against::Above(other), ..self }
    }

    pub(crate) fn at_most(self, limit: f64) -> Self {
        Self { reach: Reach::AtMost(limit), ..self }
    }

    pub(crate) fn at_least(self, limit: f64) -> Self {
        Self { reach: Reach::AtLeast(limit), ..self }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nanos => "ns an event",
            Self::Rate => "events/s",
            Self::Cpu => "ns of CPU an event",
            Self::BrokerCpu => "ns of the brokers' CPU an event",
            Self::Allocations => "allocations an event",
            Self::Instructions => "instructions an event",
            Self::P50 => "p50",
            Self::P99 => "p99",
        })
    }
}
