use tidings::prelude::*;
use tidings_bench_measure::{Outcome, Place, Work};

use super::super::tidings::sends_with;

/// Sets as many headers of a dozen bytes.
struct Sets(Vec<String>);

impl EnvelopePipeline for Sets {
    fn send(&self, envelope: &mut Envelope) -> Result {
        for name in &self.0 {
            envelope.set(name.clone(), "twelve bytes");
        }
        Ok(())
    }
}

/// Confirmed sends over a broker.
pub(super) async fn headers(headers: u32, place: Place) -> Outcome<Box<dyn Work>> {
    let names = (0..headers).map(|n| format!("header_{n}")).collect();
    sends_with(place, |builder| builder.pipeline("bench.headers", 1, Sets(names))).await
}
