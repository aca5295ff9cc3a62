use std::fmt;

use bytes::Bytes;

use super::{command::Command, headers::Headers, version::Version};

/// The header that says how long the body is.
pub(super) const CONTENT_LENGTH: &str = "content-length";

/// One frame.
///
/// Its body is as long as the header `content-length` says, or, where there is none, ends before the first NUL. A large
/// body that was received keeps the buffer alive that it came in.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// What it is for.
    pub command: Command,
    /// Its headers, `content-length` included.
    pub headers: Headers,
    /// Its body.
    pub body: Bytes,
}

impl Frame {
    /// A frame without headers and body.
    pub fn new(command: Command) -> Self {
        Self { command, headers: Headers::new(), body: Bytes::new() }
    }

    /// Adds a header behind all others.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push(name, value);
        self
    }

    /// Gives it a body of text, which goes without `content-length`: it cannot hold a NUL.
    #[must_use]
    pub fn with_text(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Gives it a body of any bytes, which goes with `content-length`.
    #[must_use]
    pub fn with_binary(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.headers.push(CONTENT_LENGTH, &self.body.len().to_string());
        self
    }

    /// The value of the first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }

    /// The version that both sides speak after this frame, where it says.
    pub(super) fn agreed_version(&self) -> Option<&str> {
        // Version 1.0 had no such header.
        (self.command == Command::Connected).then(|| self.header("version").unwrap_or(Version::V1_0.name()))
    }
}

/// The body does not show.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Frame");
        shown.field("command", &self.command).field("headers", &self.headers);
        shown.field("body_bytes", &self.body.len()).finish()
    }
}

/// What a decoder gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A frame.
    Frame(Frame),
    /// One or more line ends with no frame behind them yet: the other side lives. Line ends between two frames that
    /// are both there are passed over, since the frames say as much.
    HeartBeat,
}
