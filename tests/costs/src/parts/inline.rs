//! Listeners that run in the caller's task.

use std::hint::black_box;

use tidings::{event::EventRef, manager::Builder, prelude::*};

use super::{
    tick::{Four, One, Three, Ticked, Two, look},
    work::{Coming, Work, started},
};

fn inline() -> Builder {
    EventManager::builder().provider(Local::inline())
}

/// Sends one event after the other.
fn sends(builder: Builder) -> Coming<Work> {
    Box::pin(async {
        let manager = started(builder).await?;
        Ok(Box::new(move |rounds| -> Coming<()> {
            let manager = manager.clone();
            Box::pin(async move {
                for n in 0..rounds {
                    manager.send_event(Ticked { n: black_box(n) }).await?;
                }
                Ok(())
            })
        }) as Work)
    })
}

pub(super) fn one() -> Coming<Work> {
    sends(inline().listeners::<(One,)>())
}

pub(super) fn four() -> Coming<Work> {
    sends(inline().listeners::<(One, Two, Three, Four)>())
}

struct Sets(&'static str);

impl EnvelopePipeline for Sets {
    fn send(&self, envelope: &mut Envelope) -> Result {
        envelope.set(self.0, "acme");
        Ok(())
    }
}

/// Two pipelines, each of which sets a header.
pub(super) fn headers() -> Coming<Work> {
    let one = inline().listeners::<(One,)>();
    sends(one.pipeline("costs.tenant", 1, Sets("tenant")).pipeline("costs.region", 2, Sets("region")))
}

struct Wraps;

impl EnvelopePipeline for Wraps {
    async fn around_handle(&self, _: Delivery<'_>, next: HandleNext<'_>) -> Result {
        next.run().await
    }
}

/// Two pipelines about the listener.
pub(super) fn wraps() -> Coming<Work> {
    let one = inline().listeners::<(One,)>();
    sends(one.pipeline("costs.outer", 1, Wraps).pipeline("costs.inner", 2, Wraps))
}

struct HandedOver;

impl EventListener<Ticked> for HandedOver {
    async fn on(&self, event: &Ticked, _: Delivery<'_>) -> Result {
        look(event.n);
        Ok(())
    }
}

/// What is handed over as a value may send by a handle of its own, which then needs the correlation id.
pub(super) fn handed_over() -> Coming<Work> {
    let claim = Subscription::to("costs.handed_over", EventRef::of::<Ticked>());
    sends(inline().listeners::<()>().listen::<Ticked, _>(claim, HandedOver))
}

#[event_listener(Ticked, name = "costs.read")]
struct Reads;

impl EventListener<Ticked> for Reads {
    async fn on(&self, event: &Ticked, delivery: Delivery<'_>) -> Result {
        black_box((delivery.envelope().id(), delivery.envelope().occurred_at()));
        look(event.n);
        Ok(())
    }
}

/// The listener asks for id and time, which are made then.
pub(super) fn reads() -> Coming<Work> {
    sends(inline().listeners::<(Reads,)>())
}
