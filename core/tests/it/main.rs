//! What core promises, proved over a scripted provider, and what the documents say of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod docs;
mod links;
