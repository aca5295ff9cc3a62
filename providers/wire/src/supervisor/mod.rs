//! Decides when a connection is made, given up, and made again: a state machine without I/O.
//!
//! One life of a connection is an [`Epoch`]. A driver feeds what happened into [`Supervisor::step`] and does what it
//! answers; it holds no further state of its own, so the whole behaviour is tested with made-up times.
//!
//! ```text
//! idle --start--> connecting --connected--> up --lost--> waiting --due--> connecting ..
//!                     |                                     ^
//!                     |--failed, a retry can help-----------|   until the start limit, if it was never up
//!                     |--failed for good--> start fails; once it was up: down, with slow tries
//! ```

mod machine;

#[cfg(test)]
mod tests;

pub use machine::Supervisor;

use std::{fmt, sync::Arc, time::Duration};

use tidings_core::{Error, policy::Backoff};
use tokio::time::Instant;

/// One life of a connection, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u64);

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How patient a supervisor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Patience {
    /// How long the first connection may take before the start fails; default 30 s.
    pub start: Duration,
    /// The pauses between tries; default 100 ms to 5 s, with full jitter.
    pub backoff: Backoff,
    /// The pause between tries that are not expected to help; default 30 s.
    pub slow: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(30),
            backoff: Backoff::new(Duration::from_millis(100), Duration::from_secs(5)),
            slow: Duration::from_secs(30),
        }
    }
}

/// What happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Input {
    /// The connection is wanted from now on.
    Start,
    /// The connection of this epoch is usable.
    Connected(Epoch),
    /// The connection of this epoch could not be made.
    Failed(Epoch, Error),
    /// The connection of this epoch has ended.
    Lost(Epoch, Error),
    /// The time of an [`Action::Wake`] has come; later or earlier does no harm.
    Woken,
    /// The connection is wanted no more.
    Stop,
}

/// What the driver is to do.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Action {
    /// Make a connection, all anew, and report on it under this epoch.
    Connect(Epoch),
    /// Give up whatever this epoch has, without waiting for the peer.
    Abandon(Epoch),
    /// Report [`Input::Woken`] at this time; it replaces an earlier one.
    Wake(Instant),
    /// Tell whoever waits for the start that it succeeded, or why it failed. Said once.
    Started(Result<(), Arc<Error>>),
    /// The state of the connection has changed.
    Report(State),
}

/// How the connection is.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum State {
    /// It is being made; with the reason why the one before is gone or was not made.
    Connecting(Option<Arc<Error>>),
    /// It works.
    Up(Epoch),
    /// It cannot work until somebody changes something; tried again slowly.
    Down(Arc<Error>),
    /// It is wanted no more.
    Stopped,
}
