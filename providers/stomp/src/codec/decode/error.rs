use std::io;

use crate::codec::frame::Frame;

/// Why bytes are no STOMP that the codec takes; the conversation is over after any of them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The connection failed.
    #[error("the connection failed")]
    Io(#[from] io::Error),
    /// The first bytes are no STOMP at all: another protocol answers.
    #[error("the other side does not speak STOMP, it begins with {start:?}")]
    NotStomp {
        /// How it begins, at most 16 bytes.
        start: String,
    },
    /// A frame begins with no known command; its words may be part of a body and are not shown.
    #[error("a frame has an unknown command")]
    UnknownCommand,
    /// A header has no colon.
    #[error("a header has no colon")]
    NoColon,
    /// A backslash is followed by what the version does not define.
    #[error("the header {name:?} has an undefined escape")]
    UndefinedEscape {
        /// The header, its name as far as it could be unescaped.
        name: String,
    },
    /// More headers than [`Limits::headers`](crate::codec::Limits::headers).
    #[error("a frame has more than {limit} headers")]
    TooManyHeaders {
        /// The limit.
        limit: usize,
    },
    /// Longer headers than [`Limits::header_bytes`](crate::codec::Limits::header_bytes).
    #[error("the headers of a frame are longer than {limit} bytes")]
    HeadTooLarge {
        /// The limit.
        limit: usize,
    },
    /// A longer frame than [`Limits::frame_bytes`](crate::codec::Limits::frame_bytes).
    #[error("a {} frame is longer than {limit} bytes", head.command)]
    FrameTooLarge {
        /// The limit.
        limit: usize,
        /// The frame without its body, to tell which it was.
        head: Box<Frame>,
    },
    /// The header `content-length` is no number.
    #[error("the content-length {value:?} is no number of bytes")]
    ContentLength {
        /// What it says.
        value: String,
    },
    /// No NUL follows the body where `content-length` says that it ends.
    #[error("the body of a {} frame does not end where its content-length says", head.command)]
    Unterminated {
        /// The frame without its body, to tell which it was.
        head: Box<Frame>,
    },
    /// The server chose a version that the codec does not speak.
    #[error("the server chose the version {version:?} of STOMP")]
    UnknownVersion {
        /// What it chose.
        version: String,
    },
    /// The connection ended in the middle of a frame.
    #[error("the connection ended in the middle of a frame")]
    Truncated,
    /// An earlier call gave an error; what follows cannot be understood.
    #[error("the conversation is broken since an earlier error")]
    Broken,
}
