//! Processes with a bound on everything: short commands, the broker's Java, and the shell that outlives us.

mod command;
mod java;
mod wait;
mod watchdog;

pub(crate) use command::run;
pub(crate) use java::Process;
pub(crate) use wait::wait_for;
pub(crate) use watchdog::Watchdog;
