//! What the bench and its workers have in common: samples, clocks, and the orders that a worker takes.
//!
//! Each side of a comparison is a process of its own, which does its work when it is told to, and answers with a
//! [`Sample`]. So every side has its own heap, runtime and CPU time, and a peer in another language or another workspace
//! is measured like any other.

mod answer;
mod counter;
mod gate;
mod meter;
mod place;
mod process;
mod sample;
mod serve;
mod work;

pub use answer::Answer;
pub use counter::{Counter, Expected};
pub use gate::Gate;
pub use meter::{Meter, nanos};
pub use place::Place;
pub use process::process_cpu_ns;
pub use sample::Sample;
pub use serve::{once, serve};
pub use work::{Repeat, Work, repeat};

/// Whatever went wrong; a measurement that cannot be made ends the bench.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What comes of a step of a measurement.
pub type Outcome<T = ()> = Result<T, BoxError>;
