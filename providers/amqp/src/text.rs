//! Serializes a body without copying it first.

use bytes::Bytes;
use serde::{Serialize, Serializer, ser::Error};

/// Bytes that are UTF-8, written as a string.
pub(crate) struct Text(pub(crate) Bytes);

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Checked here rather than trusted: a broken codec must not produce a message that nobody can read.
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => Err(S::Error::custom("a text body is no UTF-8")),
        }
    }
}
