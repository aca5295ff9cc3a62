//! How headers are escaped, and back.

use std::ops::Range;

use bytes::BytesMut;

use super::{command::Command, version::Version};

/// What is escaped in the headers of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// Nothing, and a CR is part of its header.
    Bare,
    /// Nothing, and a CR may be part of the line end.
    Opening,
    /// LF, colon and backslash.
    V1_1,
    /// CR too.
    V1_2,
}

impl Rules {
    pub(super) fn of(version: Version, command: Command) -> Self {
        match version {
            _ if command.is_opening() => Self::Opening,
            Version::V1_0 => Self::Bare,
            Version::V1_1 => Self::V1_1,
            Version::V1_2 => Self::V1_2,
        }
    }

    /// What stands for a character that cannot be written as it is; `None` if nothing can.
    fn escape(self, byte: u8) -> Option<&'static [u8]> {
        match (byte, self) {
            (b'\r', Self::Bare | Self::V1_1) => Some(b"\r"),
            (b'\\', Self::Bare | Self::Opening) => Some(b"\\"),
            (b'\r', Self::V1_2) => Some(b"\\r"),
            (b'\n', Self::V1_1 | Self::V1_2) => Some(b"\\n"),
            (b':', Self::V1_1 | Self::V1_2) => Some(b"\\c"),
            (b'\\', Self::V1_1 | Self::V1_2) => Some(b"\\\\"),
            _ => None,
        }
    }

    /// Whether a backslash begins an escape.
    pub(super) fn has_escapes(self) -> bool {
        matches!(self, Self::V1_1 | Self::V1_2)
    }
}

/// Writes the name of a header; `false` if it cannot be written whole.
pub(super) fn name(buffer: &mut BytesMut, rules: Rules, name: &str) -> bool {
    write(buffer, rules, name.as_bytes(), false)
}

/// Writes the value of a header; `false` if it cannot be written whole.
pub(super) fn value(buffer: &mut BytesMut, rules: Rules, value: &str) -> bool {
    // Where nothing is escaped, a value reaches to the end of its line.
    write(buffer, rules, value.as_bytes(), !rules.has_escapes())
}

fn write(buffer: &mut BytesMut, rules: Rules, text: &[u8], bare_colon: bool) -> bool {
    if !may_be_special(text) {
        buffer.extend_from_slice(text);
        return true;
    }
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| is_special(*byte)) {
        let byte = rest[at];
        let escaped = if byte == b':' && bare_colon { Some(&b":"[..]) } else { rules.escape(byte) };
        let Some(escaped) = escaped else { return false };
        buffer.extend_from_slice(&rest[..at]);
        buffer.extend_from_slice(escaped);
        rest = &rest[at + 1..];
    }
    buffer.extend_from_slice(rest);
    true
}

/// Whether a special byte, or another control character, is among them. It looks at eight bytes at once, and at some of
/// them twice rather than at each of the last ones alone.
fn may_be_special(text: &[u8]) -> bool {
    if let Some(last) = text.last_chunk() {
        return any_of_eight(*last) || text.as_chunks().0.iter().any(|eight| any_of_eight(*eight));
    }
    match (text.first_chunk(), text.last_chunk()) {
        (Some([a, b, c, d]), Some([e, f, g, h])) => any_of_eight([*a, *b, *c, *d, *e, *f, *g, *h]),
        _ => text.iter().any(|byte| is_special(*byte)),
    }
}

/// A byte is below another one where taking that from it sets a high bit that it did not have itself; what is borrowed
/// from a neighbour comes of a byte that was below as well.
fn any_of_eight(bytes: [u8; 8]) -> bool {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = EACH << 7;
    let bytes = u64::from_ne_bytes(bytes);
    let below = |bytes: u64, limit: u8| bytes.wrapping_sub(EACH * u64::from(limit)) & !bytes;
    let is = |byte: u8| below(bytes ^ (EACH * u64::from(byte)), 1);
    (below(bytes, b'\r' + 1) | is(b':') | is(b'\\')) & HIGH != 0
}

fn is_special(byte: u8) -> bool {
    matches!(byte, 0 | b'\n' | b'\r' | b':' | b'\\')
}

/// Unescapes a part of a text where it lies, and gives the place of the result, which is never longer.
/// What is undefined stays as it is, and is told of.
pub(super) fn unescape(text: &mut [u8], place: Range<usize>) -> (Range<usize>, Undefined) {
    let Some(first) = memchr::memchr(b'\\', &text[place.clone()]) else { return (place, Undefined(false)) };
    let mut undefined = false;
    let mut to = place.start + first;
    let mut from = to;
    while from < place.end {
        let mut byte = text[from];
        from += 1;
        if byte == b'\\' {
            let meant = text[from..place.end].first().and_then(|code| meaning(*code));
            undefined |= meant.is_none();
            from += usize::from(meant.is_some());
            byte = meant.unwrap_or(b'\\');
        }
        text[to] = byte;
        to += 1;
    }
    (place.start..to, Undefined(undefined))
}

/// Whether an escape was met that no version defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Undefined(pub(super) bool);

/// 1.1 does not define `\r`, but RabbitMQ writes it there too, and it can mean nothing else.
fn meaning(code: u8) -> Option<u8> {
    match code {
        b'r' => Some(b'\r'),
        b'n' => Some(b'\n'),
        b'c' => Some(b':'),
        b'\\' => Some(b'\\'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_special_byte_is_seen_wherever_it_is() {
        for length in 0..70 {
            let mut text = vec![b'x'; length];
            assert!(!may_be_special(&text));
            for at in 0..length {
                for special in [0, b'\n', b'\r', b':', b'\\'] {
                    text[at] = special;
                    assert!(may_be_special(&text), "{special} at {at} of {length}");
                }
                text[at] = b'x';
            }
        }
    }
}
