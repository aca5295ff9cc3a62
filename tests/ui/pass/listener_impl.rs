//! A service listens to several events by one `impl` each.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use tidings::prelude::{EventListener as Hears, *};

#[event]
struct Placed;
#[event]
struct Cancelled;

#[injectable]
struct Stock {
    #[inject(default)]
    count: std::sync::atomic::AtomicU64,
}

#[event_listener(name = "stock.placed", retry(attempts = 1))]
impl EventListener<Placed> for Stock {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        let _ = &self.count;
        Ok(())
    }
}

#[event_listener(name = "stock.cancelled", manual)]
impl Hears<Cancelled> for Stock {
    async fn on(&self, _: &Cancelled, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

fn main() {}
