//! The sides of a comparison: one process, or a publisher's and a listener's.

mod command;
mod pair;
mod worker;

pub(crate) use command::Program;
pub(crate) use pair::Side;
pub(crate) use worker::Worker;
