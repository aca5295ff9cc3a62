//! What all readers of a URL's parts need.

use tidings_core::{Error, ErrorKind};

/// What cannot be read about a URL.
pub(super) fn wrong(what: &'static str) -> Error {
    Error::new(ErrorKind::Configuration, "read the URL of the broker").with("problem", what)
}

/// Decodes one part of a URL.
pub(super) fn percent_decode(part: &'static str, text: &str) -> Result<String, Error> {
    decoded(text).ok_or_else(|| {
        wrong("a `%` is not followed by two hexadecimal digits").with("part", part).with_remedy("write a `%` as `%25`")
    })
}

/// `None` if a `%` is not followed by two hexadecimal digits or the result is no UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
