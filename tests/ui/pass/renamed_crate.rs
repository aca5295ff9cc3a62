//! The macros work where the facade is known under another path.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]

mod company {
    pub(crate) mod bus {
        pub(crate) use ::tidings::*;
    }
}

// Whatever the name, what is found is not `::tidings`.
mod tidings {}

use company::bus::prelude::*;

#[event(crate = company::bus, key = order)]
#[serde(rename_all = "camelCase")]
struct Placed {
    order: u64,
}

#[injectable(crate = crate::company::bus)]
struct Invoices;

#[provided(crate = company::bus)]
trait Clock: Send + Sync {}

#[event_listener(Placed, crate = company::bus)]
struct Invoice(Arc<Invoices>, Option<Arc<dyn Clock>>);

impl EventListener<Placed> for Invoice {
    async fn on(&self, _: &Placed, _: Delivery<'_>) -> Result {
        let _ = (&self.0, &self.1);
        Ok(())
    }
}

#[event_listener(crate = company::bus, as = Audit)]
async fn audit(event: &Placed, invoices: &Invoices, _: Delivery<'_>) -> Result {
    let _ = (event.order, invoices);
    Ok(())
}

#[envelope_pipeline(crate = company::bus)]
struct Empty;

impl EnvelopePipeline for Empty {}

fn main() {
    let _ = |_: Audit| ();
    mod tidings {}
}
