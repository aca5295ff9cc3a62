//! An envelope as a message of AMQP 1.0, and back.
//!
//! Everything about an event travels as application properties, strings to strings, so that every client of the
//! broker and every protocol can read it; what AMQP has a property of its own for is written there as well, for the
//! eyes of others, and read from there only where the application property is missing.

mod duplicate;
mod read;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use duplicate::{Destination, duplicate_id};
pub(crate) use read::{Expected, read, read_dead_letter};
pub(crate) use write::write;
