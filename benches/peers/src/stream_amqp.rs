//! ruststream-amqp: JSON by its codec. A publish holds the link of its address until the broker has confirmed it, so that
//! more publishes at a time wait for each other; it sends no durable messages. Deliveries are fetched as far ahead as the
//! window says, and handled on as many workers as the listener's concurrency.

use std::{hint::black_box, num::NonZeroU32, sync::OnceLock};

use ruststream_amqp::prelude::*;
use serde::{Deserialize, Serialize};
use tidings_bench_measure::{Gate, Meter, Outcome, Place, Work, repeat};

static GATE: Gate = Gate::new();

/// Where the handler receives from; said before the service is built.
static SOURCE: OnceLock<(String, NonZeroU32)> = OnceLock::new();

fn queue() -> String {
    SOURCE.get().map_or_else(String::new, |(queue, _)| queue.clone())
}

fn credit() -> NonZeroU32 {
    SOURCE.get().map_or(NonZeroU32::MIN, |(_, credit)| *credit)
}

#[derive(Serialize, Deserialize, Outgoing)]
struct Body {
    n: u64,
    text: String,
}

#[subscriber(AmqpAddress::topic(queue()).credit(credit()))]
async fn count(event: &Body) -> HandlerOutcome {
    if GATE.open().await.is_err() {
        return HandlerOutcome::retry();
    }
    black_box(event.n);
    GATE.count();
    HandlerOutcome::ack()
}

pub(crate) async fn send(place: Place) -> Outcome<Box<dyn Work>> {
    let broker = AmqpBroker::new(&place.url).bindable();
    let egress = broker.bind(Publish);
    let app = RustStream::new(AppInfo::new("bench", "1.0.0")).with_broker(broker, |_| {});
    let running = app.start().await?;
    let publisher = running.publisher(egress).await?;
    Ok(repeat(async move |events| {
        let _alive = &running;
        let meter = Meter::start();
        for n in 0..events {
            let body = Body { n, text: "x".repeat(place.body_bytes.saturating_sub(22)) };
            publisher.message(&body).to(place.address.as_str()).publish().await?;
        }
        Ok(meter.stop(events))
    }))
}

pub(crate) async fn receive(place: Place) -> Outcome<Box<dyn Work>> {
    let credit = NonZeroU32::new(place.window).ok_or("a window of nothing")?;
    // A worker has one place.
    let _ = SOURCE.set((format!("{}::{}", place.address, place.queue()), credit));
    let app = RustStream::new(AppInfo::new("bench", "1.0.0")).with_broker(AmqpBroker::new(&place.url), |b| {
        b.include(count);
    });
    let running = app.start().await?;
    Ok(repeat(async move |events| {
        let _alive = &running;
        Ok(GATE.measure(events).await)
    }))
}
