//! What the workers do: Tidings, with everything on, and what it is compared with.

mod amqp;
mod body;
mod grows;
mod inproc;
mod java;
mod spec;
mod stomp;
mod tidings;

use tidings_bench_measure::{BoxError, Outcome, Place, Work};

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

/// Puts so many events into whatever queues the address has; measured by nobody.
pub(crate) async fn fill(place: &Place, events: u64) -> Outcome {
    if is_amqp(place) { amqp::fill(place, events).await } else { stomp::fill(place, events).await }
}

/// Makes the queue if there is none, and takes so many events out of it; measured by nobody.
pub(crate) async fn drain(place: &Place, events: u64) -> Outcome {
    if is_amqp(place) { amqp::drain(place, events).await } else { stomp::drain(place, events).await }
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
