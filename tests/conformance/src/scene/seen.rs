use tidings_core::{
    delivery::Delivery,
    headers::Headers,
    id::{CausationId, CorrelationId, EventId},
    sending::Publisher,
    timestamp::Timestamp,
};
use tokio::time::Instant;

/// What a listener got, once.
#[derive(Clone)]
pub(crate) struct Seen<E> {
    pub(crate) event: E,
    pub(crate) at: Instant,
    pub(crate) id: EventId,
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) version: u32,
    pub(crate) occurred_at: Timestamp,
    pub(crate) correlation_id: CorrelationId,
    pub(crate) causation_id: Option<CausationId>,
    pub(crate) key: Option<String>,
    pub(crate) attempt: u32,
    pub(crate) replay: u32,
    pub(crate) headers: Headers,
    pub(crate) content_type: String,
    pub(crate) redelivered: bool,
    pub(crate) publisher: Publisher,
}

impl<E: Clone> Seen<E> {
    pub(super) fn new(event: &E, delivery: Delivery<'_>) -> Self {
        let envelope = delivery.envelope();
        Self {
            event: event.clone(),
            at: Instant::now(),
            id: envelope.id().clone(),
            name: envelope.event().name().to_owned(),
            address: envelope.event().address().to_owned(),
            version: envelope.version(),
            occurred_at: envelope.occurred_at(),
            correlation_id: envelope.correlation_id(),
            causation_id: envelope.causation_id().cloned(),
            key: envelope.key().map(|key| key.into_owned()),
            attempt: delivery.attempt(),
            replay: envelope.replay(),
            headers: envelope.headers().clone(),
            content_type: envelope.content_type().to_owned(),
            redelivered: delivery.redelivered(),
            publisher: delivery.publisher(),
        }
    }
}
