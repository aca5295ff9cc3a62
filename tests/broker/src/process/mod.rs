//! Processes with a bound on everything: short commands, the broker itself, and the shell that outlives us.

mod command;
mod daemon;
mod wait;
mod watchdog;

pub(crate) use command::run;
pub(crate) use daemon::Daemon;
pub(crate) use wait::wait_for;
pub(crate) use watchdog::Watchdog;
