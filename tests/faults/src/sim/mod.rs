//! A run of the simulation: what a seed decides, the processes that live through it, and what must hold at its end.
//!
//! [`run()`] plays one seed: two processes with publishers and listeners of a manager each, over a network and a broker
//! that break, in virtual time, with all chance drawn from the seed. The same seed gives the same [`Verdict`], down to
//! every line of its trace.

mod behaviour;
mod command;
mod controller;
mod event;
mod invariants;
mod journal;
mod life;
mod listener;
mod many;
#[cfg(feature = "mutants")]
mod mutation;
mod plan;
mod publisher;
mod quiet;
mod run;
#[cfg(test)]
mod tests;
mod watcher;
mod way;

pub use command::main;
#[cfg(feature = "mutants")]
pub use mutation::mutants;
pub use plan::Plan;
pub use run::{Verdict, run};
pub use way::Hits;
