//! What core promises, proved over a scripted provider, and what the documents say of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod dedicated_io;
mod docs;
mod links;
mod split;
mod watchdog;
