//! Reading frames.

mod error;
mod head;

#[cfg(test)]
mod tests;

pub use error::DecodeError;

use bytes::{Buf, Bytes, BytesMut};

use self::head::Head;
use crate::codec::{
    frame::{CONTENT_LENGTH, Frame, Item},
    limits::Limits,
    version::Version,
};

/// Up to this many bytes a body is copied, which costs less than a buffer that must be made anew since a body holds it.
const COPIED_BYTES: usize = 16 * 1024;

/// How a receipt begins.
const RECEIPT: &[u8] = b"RECEIPT\nreceipt-id:";

/// How far the next frame was read. What was looked at once is not looked at again.
#[derive(Debug)]
pub(super) struct State {
    at: At,
    /// Whether a frame was read: before that, what cannot be understood is another protocol.
    begun: bool,
}

#[derive(Debug)]
enum At {
    /// Before a frame, among line ends.
    Between,
    /// In the command and headers, which lie at the start of the buffer.
    Head(Head),
    /// In the body, at the start of the buffer; the head was taken off.
    Body { head: Frame, head_bytes: usize, end: End },
    /// Where nothing can be understood.
    Broken,
}

/// How the end of a body is known.
#[derive(Clone, Copy, Debug)]
enum End {
    Length(usize),
    /// By the first NUL, of which there is none in so many bytes.
    Nul {
        scanned: usize,
    },
}

impl Default for State {
    fn default() -> Self {
        Self { at: At::Between, begun: false }
    }
}

impl State {
    pub(super) fn is_between(&self) -> bool {
        matches!(self.at, At::Between)
    }

    /// The number of a receipt that is there, whole, and says nothing else: most of what is said to whoever sends.
    /// Anything else is left to [`decode`](Self::decode).
    pub(super) fn receipt(&mut self, source: &mut BytesMut) -> Option<u64> {
        if !self.is_between() {
            return None;
        }
        let ends = source.iter().take_while(|byte| **byte == b'\n').count();
        let (number, rest) = number(source[ends..].strip_prefix(RECEIPT)?)?;
        let rest = rest.strip_prefix(b"\n\n\0")?.len();
        source.advance(source.len() - rest);
        self.begun = true;
        Some(number)
    }

    pub(super) fn decode(
        &mut self,
        source: &mut BytesMut,
        limits: Limits,
        version: &mut Version,
    ) -> Result<Option<Item>, DecodeError> {
        let mut beat = false;
        loop {
            // What returns early by an error leaves this behind.
            self.at = match std::mem::replace(&mut self.at, At::Broken) {
                At::Between => {
                    beat |= skip_line_ends(source);
                    if source.is_empty() || source[..] == *b"\r" {
                        self.at = At::Between;
                        return Ok(beat.then_some(Item::HeartBeat));
                    }
                    At::Head(Head::default())
                }
                At::Head(mut head) => match head.read(source, limits, *version, self.begun)? {
                    None => {
                        self.at = At::Head(head);
                        return Ok(None);
                    }
                    Some(head_bytes) => {
                        let head = head.finish(&source[..head_bytes], *version)?;
                        source.advance(head_bytes);
                        *version = head.agreed_version().map_or(Ok(*version), version_of)?;
                        let end = match content_length(&head)? {
                            None => End::Nul { scanned: 0 },
                            Some(length) => End::Length(length),
                        };
                        At::Body { head, head_bytes, end }
                    }
                },
                At::Body { head, head_bytes, mut end } => {
                    let Some(length) = end.find(source, head_bytes, limits, &head)? else {
                        self.at = At::Body { head, head_bytes, end };
                        return Ok(None);
                    };
                    let body = take_body(source, length);
                    source.advance(1);
                    self.at = At::Between;
                    self.begun = true;
                    return Ok(Some(Item::Frame(Frame { body, ..head })));
                }
                At::Broken => return Err(DecodeError::Broken),
            };
        }
    }
}

impl End {
    /// The length of the body, once it is there with its closing NUL.
    fn find(
        &mut self,
        source: &mut BytesMut,
        head_bytes: usize,
        limits: Limits,
        head: &Frame,
    ) -> Result<Option<usize>, DecodeError> {
        // The closing NUL counts.
        let most = limits.frame_bytes.saturating_sub(head_bytes + 1);
        let too_large = || DecodeError::FrameTooLarge { limit: limits.frame_bytes, head: Box::new(head.clone()) };
        match self {
            Self::Length(length) if *length > most => Err(too_large()),
            Self::Length(length) => match source.get(*length) {
                Some(0) => Ok(Some(*length)),
                Some(_) => Err(DecodeError::Unterminated { head: Box::new(head.clone()) }),
                None => {
                    source.reserve(*length + 1 - source.len());
                    Ok(None)
                }
            },
            Self::Nul { scanned } => {
                let found = memchr::memchr(0, &source[*scanned..]).map(|at| *scanned + at);
                *scanned = source.len();
                if found.unwrap_or(*scanned) > most { Err(too_large()) } else { Ok(found) }
            }
        }
    }
}

/// The number that some bytes begin with, and what comes behind it.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at(digits);
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

fn take_body(source: &mut BytesMut, length: usize) -> Bytes {
    if length > COPIED_BYTES {
        return source.split_to(length).freeze();
    }
    let body = Bytes::copy_from_slice(&source[..length]);
    source.advance(length);
    body
}

fn version_of(name: &str) -> Result<Version, DecodeError> {
    Version::from_name(name).ok_or_else(|| DecodeError::UnknownVersion { version: name.to_owned() })
}

fn content_length(head: &Frame) -> Result<Option<usize>, DecodeError> {
    let Some(value) = head.header(CONTENT_LENGTH) else { return Ok(None) };
    let digits = value.trim();
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    number.map(Some).ok_or_else(|| DecodeError::ContentLength { value: value.to_owned() })
}

/// Passes over line ends; whether there were any.
fn skip_line_ends(source: &mut BytesMut) -> bool {
    let mut ends = 0;
    loop {
        match source[ends..] {
            [b'\n', ..] => ends += 1,
            [b'\r', b'\n', ..] => ends += 2,
            _ => break,
        }
    }
    source.advance(ends);
    ends > 0
}
