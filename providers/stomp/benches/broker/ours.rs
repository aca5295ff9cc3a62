//! Tidings, with everything on.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde::{Deserialize, Serialize};
use tidings_broker::Artemis;
use tidings_core::{
    codec::Json,
    delivery::Delivery,
    error::Result,
    event::{Event, EventInfo, EventRef},
    listener::EventListener,
    manager::EventManager,
    subscription::Subscription,
};
use tidings_stomp::Stomp;
use tokio::sync::Notify;

use crate::WINDOW;

#[derive(Serialize, Deserialize)]
struct Kept {
    n: u64,
    text: String,
}

#[derive(Serialize, Deserialize)]
struct Fleeting {
    n: u64,
    text: String,
}

impl Event for Kept {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Kept>("bench.kept").durable();
        &INFO
    }
}

impl Event for Fleeting {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Fleeting>("bench.fleeting");
        &INFO
    }
}

/// Counts.
#[derive(Clone, Default)]
struct Counter(Arc<(AtomicUsize, Notify)>);

impl<E: Event> EventListener<E> for Counter {
    async fn on(&self, _: &E, _: Delivery<'_>) -> Result {
        self.0.0.fetch_add(1, Ordering::Relaxed);
        self.0.1.notify_one();
        Ok(())
    }
}

async fn listening<E: Event>(broker: &Artemis, counter: Counter) -> EventManager {
    let prefetch = u32::try_from(WINDOW).unwrap();
    let claim = Subscription::to(format!("{}.q", E::info().name()), EventRef::of::<E>()).prefetch(prefetch);
    let provider = Stomp::connect(broker.stomp_url());
    let manager = EventManager::builder().provider(provider).listen::<E, _>(claim, counter).build().unwrap();
    manager.start().await.unwrap();
    manager
}

async fn send<E: Event>(broker: &Artemis, events: usize, make: impl Fn(u64, String) -> E) {
    let manager = EventManager::builder().provider(Stomp::connect(broker.stomp_url())).build().unwrap();
    manager.start().await.unwrap();
    let sent = manager.send_events((0..events as u64).map(|n| make(n, "x".repeat(180)))).await;
    assert!(sent.iter().all(Result::is_ok));
    manager.shutdown().await.unwrap();
}

async fn receive<E: Event>(broker: &Artemis, events: usize) {
    let counter = Counter::default();
    let manager = listening::<E>(broker, counter.clone()).await;
    while counter.0.0.load(Ordering::Relaxed) < events {
        counter.0.1.notified().await;
    }
    manager.shutdown().await.unwrap();
}

/// Makes the queue, as a listener that comes and goes.
pub(crate) async fn declare(broker: &Artemis, durable: bool) {
    let manager = match durable {
        true => listening::<Kept>(broker, Counter::default()).await,
        false => listening::<Fleeting>(broker, Counter::default()).await,
    };
    manager.shutdown().await.unwrap();
}

/// Sends, as many under way as the window has.
pub(crate) async fn send_all(broker: &Artemis, durable: bool, events: usize) {
    match durable {
        true => send(broker, events, |n, text| Kept { n, text }).await,
        false => send(broker, events, |n, text| Fleeting { n, text }).await,
    }
}

/// Receives by a listener that does nothing.
pub(crate) async fn receive_all(broker: &Artemis, durable: bool, events: usize) {
    match durable {
        true => receive::<Kept>(broker, events).await,
        false => receive::<Fleeting>(broker, events).await,
    }
}
