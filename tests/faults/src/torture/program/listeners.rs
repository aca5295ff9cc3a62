use tidings::prelude::*;

use super::{
    Desk,
    event::{Note, Order},
};

/// A listener of these programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Listener {
    /// Keyed, retried in place, several at a time.
    Ledger,
    /// Keyed, retried by a copy: that gives up the order.
    Mail,
    /// Without a key, one at a time, retried by a copy.
    Notes,
    /// Keyed, with a queue for each process.
    Cache,
}

/// All of them.
pub(crate) const ALL: [Listener; 4] = [Listener::Ledger, Listener::Mail, Listener::Notes, Listener::Cache];

impl Listener {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Mail => "mail",
            Self::Notes => "notes",
            Self::Cache => "cache",
        }
    }

    /// Its queue on the broker.
    pub(crate) fn queue(self) -> &'static str {
        match self {
            Self::Cache => "cache-cache-1",
            other => other.name(),
        }
    }

    /// Whether it listens to notes; the others listen to orders.
    pub(crate) fn hears_notes(self) -> bool {
        self == Self::Notes
    }

    /// Whether events of one key reach it in their order, whatever breaks.
    pub(crate) fn keeps_order(self) -> bool {
        matches!(self, Self::Ledger | Self::Cache)
    }
}

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
