use bytes::BytesMut;

use super::{EncodeError, HeaderLine, line};
use crate::codec::{command::Command, escape, frame::CONTENT_LENGTH, version::Version};

/// Writes one frame straight into a buffer.
///
/// Headers are written as they are given, in their order. [`text`](Self::text), [`binary`](Self::binary) or
/// [`end`](Self::end) completes the frame and tells what was wrong with any part of it. A frame that cannot be written,
/// or is never completed, leaves the buffer as it was.
#[derive(Debug)]
#[must_use = "a frame that is not completed is not written"]
pub struct FrameWriter<'a> {
    buffer: &'a mut BytesMut,
    /// Where the frame begins, or, once it is complete, ends.
    start: usize,
    version: Version,
    command: Command,
    error: Option<EncodeError>,
}

impl<'a> FrameWriter<'a> {
    /// Begins a frame behind what is in the buffer.
    pub fn new(buffer: &'a mut BytesMut, version: Version, command: Command) -> Self {
        let start = buffer.len();
        buffer.extend_from_slice(command.name().as_bytes());
        buffer.extend_from_slice(b"\n");
        Self { buffer, start, version, command, error: None }
    }

    /// Writes a header; `content-length` is written by [`binary`](Self::binary) and by nobody else.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if name == CONTENT_LENGTH {
            self.error.get_or_insert(EncodeError::ContentLength);
        }
        self.any_header(name, value)
    }

    /// Writes a header whose value is a number.
    pub fn number(self, name: &str, value: u64) -> Self {
        let rules = escape::Rules::of(self.version, self.command);
        if name.is_empty() || !escape::name(self.buffer, rules, name) {
            return self.header(name, "");
        }
        self.buffer.extend_from_slice(b":");
        decimal(self.buffer, value);
        self.buffer.extend_from_slice(b"\n");
        self
    }

    /// Writes headers, in their order.
    pub fn headers<'h>(self, headers: impl IntoIterator<Item = (&'h str, &'h str)>) -> Self {
        headers.into_iter().fold(self, |writer, (name, value)| writer.header(name, value))
    }

    /// Writes a header that was prepared.
    pub fn line(mut self, line: &HeaderLine) -> Self {
        if line.version != self.version || self.command.is_opening() {
            self.error.get_or_insert(EncodeError::ForeignLine { command: self.command });
        }
        self.buffer.extend_from_slice(&line.line);
        self
    }

    /// Completes a frame without a body.
    ///
    /// # Errors
    /// The first thing that was wrong with any part of the frame.
    pub fn end(self) -> Result<(), EncodeError> {
        self.body(&[], true)
    }

    /// Completes a frame with a body of text, without `content-length`.
    ///
    /// # Errors
    /// The first thing that was wrong with any part of the frame, [`NulInText`](EncodeError::NulInText) included.
    pub fn text(self, body: &[u8]) -> Result<(), EncodeError> {
        self.body(body, true)
    }

    /// Completes a frame with a body of any bytes, with `content-length`.
    ///
    /// # Errors
    /// The first thing that was wrong with any part of the frame.
    pub fn binary(self, body: &[u8]) -> Result<(), EncodeError> {
        self.buffer.extend_from_slice(CONTENT_LENGTH.as_bytes());
        self.buffer.extend_from_slice(b":");
        decimal(self.buffer, body.len() as u64);
        self.buffer.extend_from_slice(b"\n");
        self.body(body, false)
    }

    /// Writes a header, `content-length` included.
    pub(super) fn any_header(mut self, name: &str, value: &str) -> Self {
        if self.error.is_none() {
            self.error = line::write(self.buffer, self.version, self.command, name, value).err();
        }
        self
    }

    /// Completes the frame; a text is a body that a NUL would end.
    pub(super) fn body(mut self, body: &[u8], text: bool) -> Result<(), EncodeError> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        if !(body.is_empty() || self.command.has_body()) {
            return Err(EncodeError::BodyNotAllowed { command: self.command });
        }
        if text && memchr::memchr(0, body).is_some() {
            return Err(EncodeError::NulInText);
        }
        self.buffer.reserve(body.len() + 2);
        self.buffer.extend_from_slice(b"\n");
        self.buffer.extend_from_slice(body);
        self.buffer.extend_from_slice(b"\0");
        self.start = self.buffer.len();
        Ok(())
    }
}

impl Drop for FrameWriter<'_> {
    fn drop(&mut self) {
        self.buffer.truncate(self.start);
    }
}

fn decimal(buffer: &mut BytesMut, number: u64) {
    let mut digits = [0; 20];
    let mut rest = number;
    let mut first = digits.len();
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        // The remainder is below 10.
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        first = at;
        if rest == 0 {
            break;
        }
    }
    buffer.extend_from_slice(&digits[first..]);
}
