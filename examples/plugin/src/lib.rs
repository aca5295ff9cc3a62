//! A crate with a pipeline, a listener and a service: they work in any program that links it, such as `linked_plugin`.
//!
//! Run: `cargo run -p linked_plugin`
#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::sync::atomic::{AtomicU64, Ordering};

use tidings::prelude::*;

/// What the listener listens to.
#[event(name = "order.placed")]
pub struct OrderPlaced {
    /// The order's number.
    pub order: u64,
}

/// The service that the listener needs; the container makes it.
#[injectable]
pub struct Ledger {
    #[inject(default)]
    entries: AtomicU64,
}

impl Ledger {
    /// Enters something, and tells which entry it is.
    pub fn enter(&self, what: &str) {
        let entry = self.entries.fetch_add(1, Ordering::Relaxed) + 1;
        println!("ledger entry {entry}: {what}");
    }
}

/// Marks every event that the program sends.
#[envelope_pipeline]
pub struct Marks;

impl EnvelopePipeline for Marks {
    fn send(&self, envelope: &mut Envelope) -> Result {
        envelope.set("marked_by", "plugin");
        Ok(())
    }
}

#[event_listener(name = "plugin.enter")]
fn enter(event: &OrderPlaced, delivery: Delivery<'_>, ledger: &Ledger) {
    let by = delivery.envelope().get("marked_by").unwrap_or("nobody");
    ledger.enter(&format!("order {}, marked by {by}", event.order));
}
