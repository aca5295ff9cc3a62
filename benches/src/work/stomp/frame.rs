use std::ops::Range;

use memchr::{memchr, memmem};
use tidings_bench_measure::Outcome;

/// A frame within the bytes that were read.
pub(super) struct Frame<'a> {
    head: &'a [u8],
    pub(super) body: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The first frame, and how many bytes it has with whatever line ends stand before it; `None` if it is not whole.
    pub(super) fn first(bytes: &'a [u8]) -> Outcome<Option<(Self, usize)>> {
        let start = bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let Some(end) = memmem::find(&bytes[start..], b"\n\n").map(|at| start + at) else { return Ok(None) };
        let head = &bytes[start..end];
        let body = end + 2;
        let length = match value(head, b"\ncontent-length:") {
            Some(at) => str::from_utf8(&head[at])?.parse::<usize>()?,
            None => match memchr(0, &bytes[body..]) {
                Some(length) => length,
                None => return Ok(None),
            },
        };
        // A NUL ends it.
        let whole = body + length + 1;
        Ok((bytes.len() >= whole).then(|| (Self { head, body: &bytes[body..body + length] }, whole)))
    }

    pub(super) fn is(&self, command: &str) -> bool {
        self.head.starts_with(command.as_bytes()) && matches!(self.head.get(command.len()), None | Some(b'\n'))
    }

    /// The value of a header, as it stands there; `name` is `\nname:`.
    pub(super) fn header(&self, name: &[u8]) -> Option<&'a [u8]> {
        value(self.head, name).map(|at| &self.head[at])
    }
}

fn value(head: &[u8], name: &[u8]) -> Option<Range<usize>> {
    let from = memmem::find(head, name)? + name.len();
    let to = memchr(b'\n', &head[from..]).map_or(head.len(), |at| from + at);
    Some(from..to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_one_after_the_other() {
        let bytes = b"\nMESSAGE\nack:7\ncontent-length:3\n\na\0b\0\nRECEIPT\nreceipt-id:1\n\n\0";
        let (frame, length) = Frame::first(bytes).unwrap().unwrap();
        assert!(frame.is("MESSAGE") && !frame.is("MESS"));
        assert_eq!((frame.header(b"\nack:"), frame.body), (Some(&b"7"[..]), &b"a\0b"[..]));
        let (frame, rest) = Frame::first(&bytes[length..]).unwrap().unwrap();
        assert!(frame.is("RECEIPT"));
        assert_eq!(length + rest, bytes.len());
        assert!(Frame::first(&bytes[..length - 1]).unwrap().is_none());
    }
}
