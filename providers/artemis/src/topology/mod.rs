//! Makes sure that a listener's queues exist as they should, and says what differs.
//!
//! A queue is created with the wish that it does not exist; where it does, what it is decides: another address, or a
//! durable listener on a queue that the broker may delete, is an error; a volatile queue without consumers that should
//! be durable is made anew; everything else is a note.

mod dead_letters;
mod ensure;
mod existing;
mod list;
mod options;
mod queues;
mod room;
mod unmanaged;
mod whole;

#[cfg(test)]
mod tests;

pub use options::Options;
pub use unmanaged::Volatile;
pub use whole::ArtemisTopology;
