use tidings::prelude::*;

use super::{
    desk::Desk,
    event::{Note, Order},
    listener::Listener,
};

#[event_listener(name = "ledger", as = Ledger, manual, concurrency = 8, retry(attempts = 4, backoff = "20ms..200ms"))]
pub(crate) async fn ledger(event: &Order, desk: &Desk, delivery: Delivery<'_>) -> Result {
    desk.handle(Listener::Ledger, event.n, event.is_whole(), delivery).await
}

#[event_listener(
    name = "mail",
    as = Mail,
    manual,
    concurrency = 4,
    retry(attempts = 4, backoff = "20ms..200ms", requeue)
)]
pub(crate) async fn mail(event: &Order, desk: &Desk, delivery: Delivery<'_>) -> Result {
    desk.handle(Listener::Mail, event.n, event.is_whole(), delivery).await
}

#[event_listener(name = "notes", as = Notes, manual, retry(attempts = 4, backoff = "20ms..200ms"))]
pub(crate) async fn notes(event: &Note, desk: &Desk, delivery: Delivery<'_>) -> Result {
    desk.handle(Listener::Notes, event.n, event.is_whole(), delivery).await
}

#[event_listener(
    name = "cache",
    as = Cache,
    manual,
    per_process,
    concurrency = 8,
    retry(attempts = 4, backoff = "20ms..200ms")
)]
pub(crate) async fn cache(event: &Order, desk: &Desk, delivery: Delivery<'_>) -> Result {
    desk.handle(Listener::Cache, event.n, event.is_whole(), delivery).await
}
