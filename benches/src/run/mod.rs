//! Measures a row: starts its sides, warms them up, runs them in turn, and judges what came of it.

mod broker;
mod count;
mod judge;
mod row;
mod stage;

pub(crate) use broker::{ARTEMIS, Broker};
pub(crate) use count::{Counter, Counts};
pub(crate) use judge::{Judged, Verdict};
pub(crate) use row::{Measured, Seen, measure};
