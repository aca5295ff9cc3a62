//! What crosses the files of core.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its document fails")]

mod docs;
