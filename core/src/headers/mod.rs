//! The string map that travels with an event.

mod reserved;
mod value;

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::error::{Error, ErrorKind};

pub use reserved::{Field, is_reserved};
pub use value::HeaderValue;

/// The headers of an envelope: strings by name, in the order in which they were set.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    // Two fit without an allocation, which is what two header pipelines need.
    entries: SmallVec<[(Cow<'static, str>, HeaderValue); 2]>,
}

impl Headers {
    /// No headers.
    #[inline]
    pub fn new() -> Self {
        Self { entries: SmallVec::new() }
    }

    /// Sets a header; an earlier value of that name is replaced.
    ///
    /// Names and values are checked when the envelope is sent, where the event can be given back.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<HeaderValue>) {
        let (name, value) = (name.into(), value.into());
        match self.entries.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.entries.push((name, value)),
        }
    }

    /// The value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.entries.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Removes a header; whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.entries.len();
        self.entries.retain(|(known, _)| known != name);
        self.entries.len() < before
    }

    /// All headers in the order in which they were set.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.entries.iter().map(|(name, value)| (&**name, value.as_str()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes of all names and values together.
    pub fn size_bytes(&self) -> usize {
        self.iter().map(|(name, value)| name.len() + value.len()).sum()
    }

    /// Checks what a user set: no empty, reserved or control-character name, no control character in a value, and
    /// not more than `limit_bytes` together.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidHeader`] or [`ErrorKind::TooLarge`], naming the header.
    pub fn check(&self, limit_bytes: usize) -> Result<(), Error> {
        let mut size = 0;
        for (name, value) in self.iter() {
            size += name.len() + value.len();
            let wrong = if name.is_empty() {
                "its name is empty"
            } else if has_control(name) {
                "its name contains a control character"
            } else if has_control(value) && value.bytes().any(|b| is_control(b) && !matches!(b, b'\t' | b'\n' | b'\r'))
            {
                "its value contains a control character"
            } else if is_reserved(name) {
                "its name is reserved for the broker or for Tidings"
            } else {
                continue;
            };
            return Err(Error::new(ErrorKind::InvalidHeader, "send an event")
                .with("header", name.escape_debug())
                .with("because", wrong)
                .with_remedy("choose another header name or value"));
        }
        if size > limit_bytes {
            return Err(Error::new(ErrorKind::TooLarge, "send an event")
                .with("header bytes", size)
                .with("limit", limit_bytes)
                .with_remedy("carry large data in the event's body"));
        }
        Ok(())
    }
}

/// Looks at eight bytes at once, or at four from either end, since most names and values are short.
#[inline]
fn has_control(text: &str) -> bool {
    let bytes = text.as_bytes();
    let both_ends = bytes.first_chunk::<4>().zip(bytes.last_chunk::<4>());
    match (bytes.last_chunk::<8>(), both_ends) {
        // The last eight overlap those before, which does no harm.
        (Some(last), _) => bytes.as_chunks::<8>().0.iter().chain([last]).any(|eight| is_any_control(*eight)),
        (None, Some(([a, b, c, d], [e, f, g, h]))) => is_any_control([*a, *b, *c, *d, *e, *f, *g, *h]),
        (None, None) => bytes.iter().any(|byte| is_control(*byte)),
    }
}

/// The same as [`is_control`] for each of them: what is below a blank borrows, what is a DEL is zero once that is taken
/// away, and neither has the highest bit, which bytes beyond ASCII have.
#[inline]
fn is_any_control(eight: [u8; 8]) -> bool {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    let all = u64::from_le_bytes(eight);
    let not_del = all ^ (EACH * 0x7f);
    let below = all.wrapping_sub(EACH * 0x20) & !all;
    let del = not_del.wrapping_sub(EACH) & !not_del;
    (below | del) & (EACH * 0x80) != 0
}

#[inline]
fn is_control(byte: u8) -> bool {
    byte < b' ' || byte == 0x7f
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_header_is_none_and_a_repeated_one_is_replaced() {
        let mut headers = Headers::new();
        assert_eq!(headers.get("session"), None);
        headers.set("session", "a");
        headers.set("session", String::from("b"));
        assert_eq!(headers.get("session"), Some("b"));
        assert_eq!(headers.len(), 1);
        assert!(headers.remove("session") && !headers.remove("session"));
    }

    #[test]
    fn a_control_character_is_found_wherever_it_stands_and_nothing_else_is() {
        for byte in 0..=0x7f_u8 {
            for length in 1..20 {
                for at in 0..length {
                    for rest in ["a", " ", "~", "!"] {
                        let text = format!("{}{}{}", rest.repeat(at), byte as char, rest.repeat(length - at - 1));
                        assert_eq!(has_control(&text), is_control(byte), "{text:?}");
                    }
                }
            }
        }
        assert!(!has_control("") && !has_control("\u{80}\u{ff}") && !has_control("größer als \u{10ffff}"));
        assert!(has_control("größer\u{0} \u{10ffff}"));
    }

    #[test]
    fn headers_that_cannot_be_sent_are_named() {
        for (name, value) in [("", "x"), ("a\nb", "x"), ("a", "\u{0}"), ("_AMQ_DUPL_ID", "x"), ("event_id", "x")] {
            let mut headers = Headers::new();
            headers.set(name.to_owned(), value);
            assert_eq!(headers.check(100).map_err(|e| e.kind()), Err(ErrorKind::InvalidHeader), "{name:?}");
        }
        let mut headers = Headers::new();
        headers.set("lines", "a\r\n\tb");
        assert!(headers.check(100).is_ok());
        headers.set("a", "x".repeat(100));
        assert_eq!(headers.check(100).map_err(|e| e.kind()), Err(ErrorKind::TooLarge));
    }
}
