//! What is configured out leaves nothing behind, neither items nor their fields, variants and parameters.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use tidings::prelude::*;

#[event(key = order)]
enum Changed {
    Shipped {
        order: u64,
    },
    #[cfg(any())]
    Lost {
        order: Nowhere,
    },
}

#[event(key = order)]
#[cfg(any())]
struct Gone {
    order: Nowhere,
}

#[injectable]
#[cfg(any())]
struct Nothing(Arc<Nowhere>);

#[injectable]
#[cfg(any())]
impl Nothing {
    fn new(_: Arc<Nowhere>) -> Self {
        Self
    }
}

#[provided]
#[cfg(any())]
trait Never: Nowhere {}

#[event_listener(Changed)]
#[cfg(any())]
struct Unheard(Arc<Nowhere>);

#[event_listener]
#[cfg(any())]
impl EventListener<Changed> for Unheard {}

#[event_listener(as = Named)]
#[cfg(any())]
fn named(_: &Changed, _: &Nowhere) {}

#[event_listener]
#[cfg(any())]
fn unnamed(_: &Changed, _: &Nowhere) {}

#[envelope_pipeline]
#[cfg(any())]
struct Unsent(Arc<Nowhere>);

#[injectable]
struct Log;

#[injectable]
struct Shop {
    #[cfg(any())]
    nothing: Arc<Nowhere>,
    log: Arc<Log>,
}

#[event_listener]
async fn audit(_: &Changed, #[cfg(any())] _: &Nowhere, log: &Log, shop: &Shop) {
    let _ = (log, &shop.log);
}

fn main() {
    assert!(Changed::Shipped { order: 7 }.key().is_some());
}
