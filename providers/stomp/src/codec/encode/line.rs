use bytes::{Bytes, BytesMut};

use super::EncodeError;
use crate::codec::{command::Command, escape, frame::CONTENT_LENGTH, version::Version};

/// A header that is escaped once and written often, as the destination of all sends to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderLine {
    pub(super) line: Bytes,
    pub(super) version: Version,
}

impl HeaderLine {
    /// Prepares a header for the frames of a version, but those that open a conversation.
    ///
    /// # Errors
    /// [`EmptyName`](EncodeError::EmptyName), [`Unescapable`](EncodeError::Unescapable), and
    /// [`ContentLength`](EncodeError::ContentLength) for a header that depends on the body.
    pub fn new(version: Version, name: &str, value: &str) -> Result<Self, EncodeError> {
        if name == CONTENT_LENGTH {
            return Err(EncodeError::ContentLength);
        }
        let mut line = BytesMut::with_capacity(name.len() + value.len() + 8);
        write(&mut line, version, Command::Send, name, value)?;
        Ok(Self { line: line.freeze(), version })
    }
}

/// Writes one header; on an error something may have been written.
pub(super) fn write(
    buffer: &mut BytesMut,
    version: Version,
    command: Command,
    name: &str,
    value: &str,
) -> Result<(), EncodeError> {
    if name.is_empty() {
        return Err(EncodeError::EmptyName);
    }
    let rules = escape::Rules::of(version, command);
    let written = escape::name(buffer, rules, name) && {
        buffer.extend_from_slice(b":");
        escape::value(buffer, rules, value)
    };
    if !written {
        return Err(EncodeError::Unescapable { name: name.to_owned(), command, version });
    }
    buffer.extend_from_slice(b"\n");
    Ok(())
}
