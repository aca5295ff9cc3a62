//! What processes that compete for events write down, and what follows from it.
//!
//! Each process adds lines to one file, whole lines in the order in which things happened: a listener when it begins and
//! when it ends, a publisher when an event was confirmed, a test when it kills somebody. [`History`] reads that file and
//! says whether each key kept its order and never overlapped, whoever handled it.

mod history;
mod journal;
mod line;
mod role;

pub use history::{History, Verdict};
pub use journal::Journal;
pub use line::{Deed, Line};
pub use role::{Listen, Place, Poison, Publish, Role};
