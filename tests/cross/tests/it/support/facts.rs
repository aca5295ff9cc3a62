use tidings_core::{
    envelope::Envelope,
    id::{CausationId, CorrelationId, EventId},
    timestamp::Timestamp,
};

/// Everything that an envelope says but its body: equal on both sides, whoever sent and whoever listens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Facts {
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
    pub(crate) content_type: String,
    /// Sorted by name.
    pub(crate) headers: Vec<(String, String)>,
}

impl Facts {
    pub(crate) fn of(envelope: &Envelope) -> Self {
        let headers = envelope.headers().iter();
        let mut headers: Vec<_> = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        headers.sort();
        Self {
            id: envelope.id().clone(),
            name: envelope.event().name().to_owned(),
            address: envelope.event().address().to_owned(),
            version: envelope.version(),
            occurred_at: envelope.occurred_at(),
            correlation_id: envelope.correlation_id(),
            causation_id: envelope.causation_id().cloned(),
            key: envelope.key().map(|key| key.into_owned()),
            attempt: envelope.attempt(),
            replay: envelope.replay(),
            content_type: envelope.content_type().to_owned(),
            headers,
        }
    }
}
