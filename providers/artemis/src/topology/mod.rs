//! Makes sure that a listener's queues exist as they should, and says what differs.
//!
//! A queue is created with the wish that it does not exist; where it does, what it is decides: another address, or a
//! durable listener on a queue that the broker may delete, is an error; a volatile queue without consumers that should
//! be durable is made anew; everything else is a note.

mod dead_letters;
mod ensure;
mod existing;
mod list;
mod queues;
mod unmanaged;
mod whole;

#[cfg(test)]
mod scripted;
#[cfg(test)]
mod tests;

pub use unmanaged::Volatile;
pub use whole::ArtemisTopology;

use ensure::Ensured;
use list::QueueDepth;
use queues::Queues;

/// How strict the topology is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// Whether a queue that differs in a harmless way is an error instead of a note.
    pub strict: bool,
    /// Whether the broker may drop what it gives up on, where its settings say so.
    pub allow_broker_drops: bool,
}
