//! A connection that mends itself, and what all its links share.

mod board;
mod driver;
mod epoch;
mod management;
mod open;
mod presence;

pub(crate) use board::Board;
pub(crate) use epoch::{Epoch, Now, next, over};
pub(crate) use open::AmqpConnection;
pub(crate) use presence::Presence;

use tidings_artemis::topology::Options;
use tidings_core::{provider::Limits, runtime::Runtime};
use tidings_wire::{supervisor::Patience, window::Budget};

/// What the connection and all its links share.
pub(crate) struct Shared {
    pub(crate) runtime: Runtime,
    pub(crate) limits: Limits,
    pub(crate) patience: Patience,
    pub(crate) topology: Options,
    pub(crate) budget: Budget,
    pub(crate) board: Board,
    pub(crate) presence: Presence,
    /// Host and port, for logs and errors.
    pub(crate) address: String,
    /// The user, for logs and errors.
    pub(crate) user: String,
}
