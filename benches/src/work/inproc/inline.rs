use std::hint::black_box;

use tidings::{manager::Builder, prelude::*};
use tidings_bench_measure::{Meter, Outcome, Work, repeat};

use super::{
    started,
    tick::{Looks, Ticked, claim, look},
};

fn inline() -> Builder {
    EventManager::builder().provider(Local::inline())
}

/// Sends one event after the other.
async fn sends(builder: Builder) -> Outcome<Box<dyn Work>> {
    let manager = started(builder).await?;
    Ok(repeat(async move |events| {
        let meter = Meter::start();
        for n in 0..events {
            manager.send_event(Ticked { n }).await?;
        }
        Ok(meter.stop(events))
    }))
}

pub(super) async fn plain(listeners: usize) -> Outcome<Box<dyn Work>> {
    sends((0..listeners).fold(inline(), |builder, n| builder.listen::<Ticked, _>(claim(n), Looks))).await
}

struct Sets(&'static str);

impl EnvelopePipeline for Sets {
    fn send(&self, envelope: &mut Envelope) -> Result {
        envelope.set(self.0, "acme");
        Ok(())
    }
}

pub(super) async fn headers() -> Outcome<Box<dyn Work>> {
    let one = inline().listen::<Ticked, _>(claim(0), Looks);
    sends(one.pipeline("bench.tenant", 1, Sets("tenant")).pipeline("bench.region", 2, Sets("region"))).await
}

struct Wraps;

impl EnvelopePipeline for Wraps {
    async fn around_handle(&self, _: Delivery<'_>, next: HandleNext<'_>) -> Result {
        next.run().await
    }
}

pub(super) async fn wraps() -> Outcome<Box<dyn Work>> {
    let one = inline().listen::<Ticked, _>(claim(0), Looks);
    sends(one.pipeline("bench.outer", 1, Wraps).pipeline("bench.inner", 2, Wraps)).await
}

struct Reads;

impl EventListener<Ticked> for Reads {
    async fn on(&self, event: &Ticked, delivery: Delivery<'_>) -> Result {
        black_box((delivery.envelope().id(), delivery.envelope().occurred_at()));
        look(event);
        Ok(())
    }
}

pub(super) async fn reads() -> Outcome<Box<dyn Work>> {
    sends(inline().listen::<Ticked, _>(claim(0), Reads)).await
}
