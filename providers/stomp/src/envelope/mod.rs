//! An envelope as a frame of STOMP, and back.
//!
//! Everything about an event travels as headers of our own, as over every other protocol; what STOMP has a header of its
//! own for is written there as well, for the eyes of others. A body of text goes without `content-length`: that is what
//! every client of Artemis, of whatever protocol, can read.

mod read;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use write::{too_long, write};

/// Headers that both directions know, beside those of the protocol.
mod name {
    pub(super) const CORRELATION_ID: &str = "correlation-id";
    pub(super) const CONTENT_TYPE: &str = "content-type";
    pub(super) const GROUP: &str = "JMSXGroupID";
    pub(super) const REPLY_TO: &str = "reply-to";
    pub(super) const TYPE: &str = "type";
}
