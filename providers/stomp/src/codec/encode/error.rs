use std::io;

use crate::codec::{command::Command, version::Version};

/// Why a frame cannot be written; nothing of it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The connection failed.
    #[error("the connection failed")]
    Io(#[from] io::Error),
    /// A header has no name.
    #[error("a header has an empty name")]
    EmptyName,
    /// A header holds a character that cannot be sent in it: a NUL in any frame, a line end where nothing is escaped,
    /// or a colon in a name there.
    #[error("the header {name:?} holds a character that a {command} frame of STOMP {version} cannot carry")]
    Unescapable {
        /// The header.
        name: String,
        /// The frame.
        command: Command,
        /// The version of the conversation.
        version: Version,
    },
    /// A text holds a NUL, which would end it: send it as binary.
    #[error("a text body holds a NUL; it can only be sent as binary, with content-length")]
    NulInText,
    /// The header `content-length` comes twice, is not the length of the body, or was given to a writer, which writes
    /// it itself.
    #[error("the content-length given is not the one of the body, or one too many")]
    ContentLength,
    /// Only `SEND`, `MESSAGE` and `ERROR` have a body.
    #[error("a {command} frame cannot have a body")]
    BodyNotAllowed {
        /// The frame.
        command: Command,
    },
    /// A [`HeaderLine`](crate::codec::HeaderLine) of another version, or in a frame that opens a conversation.
    #[error("the header line was prepared for another version than that of this {command} frame")]
    ForeignLine {
        /// The frame.
        command: Command,
    },
}
