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

/// The media type of what does not say its own, and of nearly all that does.
const DEFAULT_CONTENT_TYPE: &str = "application/json";
/// The application property by which Artemis drops a second message of one id.
const DUPLICATE_ID: &str = "_AMQ_DUPL_ID";
