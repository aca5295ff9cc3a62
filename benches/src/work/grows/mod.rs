//! Work that grows with one number, in Tidings alone.

mod connections;
mod event;
mod event_types;
mod headers;
mod keys;
mod listeners;

use tidings_bench_measure::{Outcome, Work};

use super::Grows;
use event::{Counts, Grown};

pub(super) async fn set_up(what: Grows) -> Outcome<Box<dyn Work>> {
    match what {
        Grows::Listeners(listeners) => listeners::listeners(listeners).await,
        Grows::EventTypes(types) => event_types::event_types(types).await,
        Grows::Keys(keys) => keys::keys(keys).await,
        Grows::Headers(headers, place) => headers::headers(headers, place).await,
        Grows::Connections(connections, place) => connections::connections(connections, place).await,
    }
}
