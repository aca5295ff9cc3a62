//! A pipeline is a struct whose fields are injected.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use tidings::prelude::*;

#[injectable]
struct Session;

#[envelope_pipeline(name = "session", order = -10)]
struct Captured {
    session: Arc<Session>,
}

impl EnvelopePipeline for Captured {
    fn send(&self, envelope: &mut Envelope) -> Result {
        let _ = &self.session;
        envelope.set("session", "1");
        Ok(())
    }
    async fn around_handle(&self, _: Delivery<'_>, next: HandleNext<'_>) -> Result {
        next.run().await
    }
}

#[envelope_pipeline]
struct Empty;

impl EnvelopePipeline for Empty {}

#[envelope_pipeline(manual, order = FIRST)]
struct Tuple(#[inject(default)] u8);

const FIRST: i32 = i32::MIN;

impl EnvelopePipeline for Tuple {
    fn handle(&self, _: &mut Envelope, _: &ListenerInfo) -> Result {
        let _ = self.0;
        Ok(())
    }
}

fn main() {
    fn named<P: tidings::registration::Pipelines>() -> usize {
        P::entries().len()
    }
    assert_eq!(named::<(Captured, Empty, Tuple)>(), 3);
}
