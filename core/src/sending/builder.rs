use std::{borrow::Cow, sync::Arc, time::Duration};

use super::{Context, SendError, SendResult, hold::Hold, post::post, publisher::envelope_of, typed::send_typed};
use crate::{
    event::Event,
    headers::{HeaderValue, Headers},
    id::CorrelationId,
    provider::Admission,
};

/// One send with headers, a key or a delay of its own; nothing happens before [`send`](Self::send) or
/// [`post`](Self::post).
#[must_use = "nothing is sent before `.send().await` or `.post()`"]
pub struct SendBuilder<E> {
    hold: Hold,
    context: Option<Context>,
    event: E,
    headers: Headers,
    key: Option<Arc<str>>,
    delay: Option<Duration>,
    correlation: Option<CorrelationId>,
}

impl<E: Event> SendBuilder<E> {
    pub(super) fn new(hold: Hold, context: Option<Context>, event: E) -> Self {
        Self { hold, context, event, headers: Headers::new(), key: None, delay: None, correlation: None }
    }

    /// Sets a header.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<HeaderValue>) -> Self {
        self.headers.set(name, value);
        self
    }

    /// Sets the key, in place of the one that the event itself knows.
    pub fn key(mut self, key: impl Into<Arc<str>>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Has the provider hold the event back. It gives up the order of its key.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// Makes the event part of this conversation.
    pub fn correlation_id(mut self, id: CorrelationId) -> Self {
        self.correlation = Some(id);
        self
    }

    /// Sends it and waits until the provider has taken responsibility.
    ///
    /// # Errors
    /// As [`Publisher::send_event`](super::Publisher::send_event).
    pub async fn send(self) -> SendResult<E> {
        let hold = self.hold.clone();
        match hold.outbound() {
            Ok(out) => send_typed(&**out, self.envelope(&**out), Admission::Wait).await,
            Err(error) => Err(SendError::not_sent(self.event, error)),
        }
    }

    /// Sends it without waiting, as [`Publisher::post`](super::Publisher::post) does.
    pub fn post(self) {
        let hold = self.hold.clone();
        match hold.outbound() {
            Ok(out) => post(&out, self.envelope(&**out)),
            Err(error) => tracing::warn!(event = E::info().name(), %error, "a posted event was not sent"),
        }
    }

    fn envelope(self, out: &dyn super::Outbound) -> crate::envelope::Envelope<crate::envelope::Typed<E>> {
        let mut envelope = envelope_of(out, self.context.as_ref(), self.event);
        let head = envelope.head_mut();
        *head.headers_mut() = self.headers;
        head.set_delay(self.delay);
        if let Some(key) = self.key {
            head.set_key(key);
        }
        if let Some(id) = self.correlation {
            head.set_correlation_id(id);
        }
        envelope
    }
}
