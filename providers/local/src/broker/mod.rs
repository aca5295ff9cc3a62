//! The broker itself: what addresses, queues and dead letters exist, and the rules by which events move.
//!
//! Invariant: a queue belongs to one address, and everything at an address is under that address's one lock. So an
//! event reaches all of its queues or none, and nothing ever holds the locks of two addresses. Whoever needs the
//! registry as well locks it first.

mod address;
mod after;
mod dead_letters;
mod delay;
mod entry;
mod link;
mod lock;
mod queue;
mod registry;
mod slot;
mod state;
mod unsettled;
mod waiting;
mod withdrawn;

pub(crate) use address::{Address, Left};
pub(crate) use dead_letters::DeadLetters;
pub(crate) use delay::due_in;
pub(crate) use entry::Entry;
pub(crate) use link::{Link, Receives};
pub(crate) use queue::{Queue, Taken};
pub(crate) use registry::Broker;
pub(crate) use unsettled::Unsettled;
pub(crate) use waiting::Destination;
