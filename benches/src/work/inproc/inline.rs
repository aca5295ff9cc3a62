use std::hint::black_box;

use tidings::{event::EventRef, manager::Builder, prelude::*};
use tidings_bench_measure::{Meter, Outcome, Work, repeat};

use super::{
    started,
    tick::{Looks1, Looks2, Looks3, Looks4, Ticked, look},
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

pub(super) async fn one() -> Outcome<Box<dyn Work>> {
    sends(inline().listeners::<(Looks1,)>()).await
}

pub(super) async fn four() -> Outcome<Box<dyn Work>> {
    sends(inline().listeners::<(Looks1, Looks2, Looks3, Looks4)>()).await
}

/// Handed over as a value, it may send by a handle of its own: what it sends then gets the correlation id, too.
pub(super) async fn handed_over() -> Outcome<Box<dyn Work>> {
    let claim = Subscription::to("bench.handed_over", EventRef::of::<Ticked>());
    sends(inline().listeners::<()>().listen::<Ticked, _>(claim, Looks1)).await
}

struct Sets(&'static str);

impl EnvelopePipeline for Sets {
    fn send(&self, envelope: &mut Envelope) -> Result {
        envelope.set(self.0, "acme");
        Ok(())
    }
}

pub(super) async fn headers() -> Outcome<Box<dyn Work>> {
    let one = inline().listeners::<(Looks1,)>();
    sends(one.pipeline("bench.tenant", 1, Sets("tenant")).pipeline("bench.region", 2, Sets("region"))).await
}

struct Wraps;

impl EnvelopePipeline for Wraps {
    async fn around_handle(&self, _: Delivery<'_>, next: HandleNext<'_>) -> Result {
        next.run().await
    }
}

pub(super) async fn wraps() -> Outcome<Box<dyn Work>> {
    let one = inline().listeners::<(Looks1,)>();
    sends(one.pipeline("bench.outer", 1, Wraps).pipeline("bench.inner", 2, Wraps)).await
}

#[event_listener(Ticked, name = "bench.read")]
struct Reads;

impl EventListener<Ticked> for Reads {
    async fn on(&self, event: &Ticked, delivery: Delivery<'_>) -> Result {
        black_box((delivery.envelope().id(), delivery.envelope().occurred_at()));
        look(event);
        Ok(())
    }
}

pub(super) async fn reads() -> Outcome<Box<dyn Work>> {
    sends(inline().listeners::<(Reads,)>()).await
}
