//! What core promises, proved over a scripted provider, and what the documents say of it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails, and listeners that panic are what is tested"
)]

mod support;

mod building;
mod cancelling;
mod clock;
mod contexts;
mod credit;
mod dead_letters;
mod dedicated_io;
mod delivering;
mod docs;
mod dropping;
mod epochs;
#[cfg(feature = "metrics")]
mod exporting;
mod external;
mod health;
mod inbox;
mod inline;
mod ledger;
mod links;
mod many;
mod pipelines;
mod posting;
mod retrying;
mod selecting;
mod sending;
mod shutdown;
mod split;
mod starting;
mod streams;
mod subscribing;
mod undecodable;
mod unwritable;
mod watchdog;
mod wrapping;
