//! What goes wrong, in the words of whoever has to deal with it: [`Failure`] is what listeners and pipelines return,
//! [`Error`] what the library returns, [`SendError`] gives back what could not be sent, and [`BuildError`] collects
//! every [`Problem`] of the wiring.

mod failure;
mod kind;
mod library;
mod problem;
mod send;

pub use failure::{BoxError, Failure, Result, ResultExt};
pub use kind::ErrorKind;
pub use library::Error;
pub use problem::{BuildError, Problem, ProblemKind};
pub use send::{NotSent, SendError, Undecided};
