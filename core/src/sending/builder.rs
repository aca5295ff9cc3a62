use std::{borrow::Cow, sync::Arc, time::Duration};

use super::{Context, SendError, SendResult, hold::Hold, post::post, typed::send_typed};
use crate::{
    envelope::Head,
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
    event: E,
    special: Special,
}

/// What is special about one send.
struct Special {
    context: Option<Context>,
    headers: Headers,
    key: Option<Arc<str>>,
    delay: Option<Duration>,
    correlation: Option<CorrelationId>,
}

impl<E: Event> SendBuilder<E> {
    pub(super) fn new(hold: Hold, context: Option<Context>, event: E) -> Self {
        let special = Special { context, headers: Headers::new(), key: None, delay: None, correlation: None };
        Self { hold, event, special }
    }

    /// Sets a header.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<HeaderValue>) -> Self {
        self.special.headers.set(name, value);
        self
    }

    /// Sets the key, in place of the one that the event itself knows.
    pub fn key(mut self, key: impl Into<Arc<str>>) -> Self {
        self.special.key = Some(key.into());
        self
    }

    /// Has the provider hold the event back. It gives up the order of its key.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.special.delay = Some(delay);
        self
    }

    /// Makes the event part of this conversation.
    pub fn correlation_id(mut self, id: CorrelationId) -> Self {
        self.special.correlation = Some(id);
        self
    }

    /// Sends it and waits until the provider has taken responsibility.
    ///
    /// # Errors
    /// As [`Publisher::send_event`](super::Publisher::send_event).
    ///
    /// # Cancel safety
    /// As [`Publisher::send_event`](super::Publisher::send_event).
    pub async fn send(self) -> SendResult<E> {
        let Self { hold, event, special } = self;
        match hold.outbound() {
            Ok(out) => send_typed(&**out, event, |head| special.write(head), Admission::Wait).await,
            Err(error) => Err(SendError::not_sent(event, error)),
        }
    }

    /// Sends it without waiting, as [`Publisher::post`](super::Publisher::post) does.
    pub fn post(self) {
        let Self { hold, event, mut special } = self;
        // Taken now: the task that asks is not the one that finishes.
        special.context = special.context.or_else(Context::current);
        match hold.outbound() {
            Ok(out) => post(&out, event, |head| special.write(head)),
            Err(error) => tracing::warn!(event = E::info().name(), %error, "a posted event was not sent"),
        }
    }
}

impl Special {
    fn write(self, head: &mut Head) {
        Context::write(self.context.as_ref(), head);
        *head.headers_mut() = self.headers;
        head.set_delay(self.delay);
        if let Some(key) = self.key {
            head.set_key(key);
        }
        if let Some(id) = self.correlation {
            head.set_correlation_id(id);
        }
    }
}
