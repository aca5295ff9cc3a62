use std::borrow::Cow;

use bytes::Bytes;
use tidings_core::{
    codec::Form,
    envelope::{DeadLetterNote, Encoded, Envelope, Head},
    event::EventRef,
    headers::{Field, is_reserved},
    id::EventId,
    provider::Content,
    runtime::Runtime,
    timestamp::Timestamp,
};

use crate::link::{Body, Message, Value, usual::JSON};

/// What a receiver knows of whatever comes.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    pub(crate) event: EventRef,
    pub(crate) runtime: Runtime,
    /// The largest body and all headers together, in bytes (inclusive).
    pub(crate) body_bytes: usize,
    pub(crate) header_bytes: usize,
}

/// Reads what came to a listener's queue.
pub(crate) fn read(message: Result<Message, String>, expected: &Expected) -> Content {
    let message = match message {
        Ok(message) => message,
        Err(said) => {
            let reason = format!("the message cannot be read: {said}");
            return Content::Unreadable { envelope: Box::new(empty(expected)), reason };
        }
    };
    let Parts { envelope, event_name, fault } = parts(message, expected);
    let envelope = Box::new(envelope);
    let name = expected.event.name();
    match (fault, event_name) {
        (Some(reason), _) => Content::Unreadable { envelope, reason },
        (None, Some(other)) if other != name => {
            let reason = format!("it names the event `{}`, not `{name}` of this address", other.escape_debug());
            Content::Unreadable { envelope, reason }
        }
        (None, _) => Content::Encoded(envelope),
    }
}

/// Reads a dead letter, whatever is in it.
pub(crate) fn read_dead_letter(message: Result<Message, String>, expected: &Expected) -> Envelope<Encoded> {
    match message {
        Ok(message) => parts(message, expected).envelope,
        Err(_) => empty(expected),
    }
}

fn empty(expected: &Expected) -> Envelope<Encoded> {
    let head = Head::received(expected.event.clone(), None, None, expected.runtime.clone());
    Envelope::encoded(head, Encoded::new(Bytes::new(), JSON, Form::Text))
}

struct Parts {
    envelope: Envelope<Encoded>,
    event_name: Option<String>,
    fault: Option<String>,
}

/// What is said in fields of ours, before an envelope can be made of it.
#[derive(Default)]
struct Fields {
    values: [Option<Cow<'static, str>>; Field::ALL.len()],
    headers: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    header_bytes: usize,
}

impl Fields {
    fn of(application: Vec<(Cow<'static, str>, Value)>) -> Self {
        let mut fields = Self::default();
        for (name, value) in application {
            let value = match value {
                Value::Text(text) => text,
                Value::Other(text) => text.into(),
                Value::Bool(flag) => (if flag { "true" } else { "false" }).into(),
                Value::Null => continue,
            };
            if let Some(field) = Field::of(&name) {
                if let Some(place) = fields.values.get_mut(field as usize) {
                    *place = Some(value);
                }
            } else if !is_reserved(&name) {
                fields.header_bytes += name.len() + value.len();
                fields.headers.push((name, value));
            }
        }
        fields
    }

    fn take(&mut self, field: Field) -> Option<Cow<'static, str>> {
        self.values.get_mut(field as usize)?.take()
    }

    fn number(&mut self, field: Field) -> Option<u32> {
        self.take(field)?.parse().ok()
    }

    fn time(&mut self, field: Field) -> Option<Timestamp> {
        Timestamp::parse(&self.take(field)?)
    }

    fn dead_letter(&mut self) -> Option<DeadLetterNote> {
        let reason = self.take(Field::DeadLetterReason)?;
        let mut text = |field| self.take(field).unwrap_or_default();
        let (listener, queue, address) =
            (text(Field::DeadLetterListener), text(Field::DeadLetterQueue), text(Field::DeadLetterEvent));
        let attempts = self.number(Field::DeadLetterAttempts).unwrap_or(1);
        let at = self.time(Field::DeadLetterAt).unwrap_or(Timestamp::from_unix_millis(0));
        Some(DeadLetterNote::new(reason, listener, queue, address, attempts, at))
    }
}

fn parts(message: Message, expected: &Expected) -> Parts {
    let properties = message.properties;
    let mut fields = Fields::of(message.application);
    let id = fields.take(Field::EventId).or(properties.message_id.map(Cow::Owned));
    let time = fields.time(Field::OccurredAt).or(properties.creation_time.map(Timestamp::from_unix_millis));
    let id = id.map(|id| EventId::parse(&id));
    let mut head = Head::received(expected.event.clone(), id, time, expected.runtime.clone());
    if let Some(version) = fields.number(Field::EventVersion) {
        head.set_version(version);
    }
    if let Some(id) = fields.take(Field::CorrelationId).or(properties.correlation_id.map(Cow::Owned)) {
        head.set_correlation_id(tidings_core::id::CorrelationId::parse(&id));
    }
    if let Some(id) = fields.take(Field::CausationId) {
        head.set_causation_id(tidings_core::id::CausationId::parse(&id));
    }
    if let Some(key) = fields.take(Field::EventKey).or(properties.group_id.map(Cow::Owned)) {
        head.set_key(key.as_ref());
    }
    head.set_attempt(fields.number(Field::Attempt).unwrap_or(1));
    head.set_replay(fields.number(Field::Replay).unwrap_or(0));
    head.set_dead_letter(fields.dead_letter());
    let content_type = fields.take(Field::ContentType).or(properties.content_type).unwrap_or(Cow::Borrowed(JSON));
    let event_name = fields.take(Field::EventName).map(Cow::into_owned);

    let (body, form, mut fault) = match message.body {
        Body::Text(text) => (text, Form::Text, None),
        Body::Binary(bytes) => (bytes, Form::Binary, None),
        Body::Empty => (Bytes::new(), Form::Text, None),
        Body::Other(what) => (Bytes::new(), Form::Text, Some(format!("its body is {what}, not text or bytes"))),
    };
    if body.len() > expected.body_bytes {
        fault = Some(format!("its body has {} bytes, more than {}", body.len(), expected.body_bytes));
    }
    if fields.header_bytes > expected.header_bytes {
        // They could not be sent again either.
        let (bytes, limit) = (fields.header_bytes, expected.header_bytes);
        fault = Some(format!("its headers have {bytes} bytes, more than {limit}, and were left out"));
    } else {
        for (name, value) in fields.headers {
            head.headers_mut().set(name, value.into_owned());
        }
    }
    Parts { envelope: Envelope::encoded(head, Encoded::new(body, content_type, form)), event_name, fault }
}
