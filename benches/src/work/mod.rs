//! What the workers do: Tidings, with everything on, and what it is compared with.

mod amqp;
mod body;
mod grows;
mod inproc;
mod java;
mod spec;
mod stomp;
mod tidings;

use std::time::Duration;

use tidings_bench_measure::{BoxError, Outcome, Place, Work};
use tokio::time::timeout;

pub(crate) use spec::{Client, Grows, InProcess, Java, OverBroker, Spec};

/// Sets up what a worker was started for.
pub(crate) async fn set_up(spec: Spec) -> Outcome<Box<dyn Work>> {
    match spec {
        Spec::InProcess(work) => inproc::set_up(work).await,
        Spec::Grows(what) => grows::set_up(what).await,
        Spec::Java { work, place } => java::set_up(work, place).await,
        Spec::OverBroker { work, client: Client::Tidings, place } => tidings::set_up(work, place).await,
        Spec::OverBroker { work, client, place } if is_amqp(&place) => amqp::set_up(work, client, place).await,
        Spec::OverBroker { work, client, place } => stomp::set_up(work, client, place).await,
    }
}

/// Longer than filling or draining may take: a million events on a machine that is not calm.
const LIMIT: Duration = Duration::from_secs(240);

/// Puts so many events into whatever queues the address has; measured by nobody.
pub(crate) async fn fill(place: &Place, events: u64) -> Outcome {
    let filled =
        async { if is_amqp(place) { amqp::fill(place, events).await } else { stomp::fill(place, events).await } };
    timeout(LIMIT, filled).await.map_err(|_| format!("{}: it is not filled", place.address))?
}

/// Makes the queue if there is none, and takes so many events out of it; measured by nobody.
pub(crate) async fn drain(place: &Place, events: u64) -> Outcome {
    let drained =
        async { if is_amqp(place) { amqp::drain(place, events).await } else { stomp::drain(place, events).await } };
    timeout(LIMIT, drained).await.map_err(|_| format!("{}: it is not drained", place.address))?
}

fn is_amqp(place: &Place) -> bool {
    place.url.starts_with("amqp:")
}

/// Something that must be so for a measurement to mean anything.
fn demand(holds: bool, what: &str) -> Outcome {
    if holds { Ok(()) } else { Err(BoxError::from(what)) }
}

/// A queue by its full name.
fn full_queue(place: &Place) -> String {
    format!("{}::{}", place.address, place.queue())
}
