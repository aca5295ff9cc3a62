//! A harness for tests of programs that use Tidings: the whole program, in one process, on a clock of its own.
//!
//! [`TestHarness`] takes the builder of the program as it is and puts an in-process provider in the place of its brokers.
//! Since the ledger knows what is in flight, no test sleeps or guesses: [`TestHarness::settled`] returns when everything
//! that was sent, and everything that this caused, has come to its end.

mod clock;
mod harness;
mod observer;
mod records;
mod seen;
mod unsettled;
mod watch;

pub use harness::TestHarness;
pub use seen::{Handled, SentEvent};
pub use unsettled::NeverSettles;
