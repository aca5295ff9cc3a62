use std::borrow::Cow;

use tidings_core::{
    Error,
    codec::Form,
    envelope::{DeadLetterNote, Envelope},
    headers::Field,
};

use super::duplicate;
use crate::link::{Body, Message, Properties, Value, usual};

/// More properties than this many of ours are the user's headers.
const FIELDS: usize = 10;

/// The message of an envelope.
///
/// # Errors
/// `Encode` if the event cannot be encoded.
pub(crate) fn write(envelope: &Envelope, duplicate_id: Option<&str>) -> Result<Message, Error> {
    let body = envelope.body()?.clone();
    let id = envelope.id().to_string();
    let correlation = envelope.correlation_id().to_string();
    let (name, content_type) = (name(envelope), usual::value(envelope.content_type()));
    let key = envelope.key();
    let mut application = Application(Vec::with_capacity(FIELDS + envelope.headers().len()));
    application.field(Field::EventId, id.clone());
    application.field(Field::EventName, name.clone());
    application.field(Field::EventVersion, number(envelope.version()));
    application.field(Field::OccurredAt, envelope.occurred_at().to_string());
    application.field(Field::CorrelationId, correlation.clone());
    if let Some(causation) = envelope.causation_id() {
        application.field(Field::CausationId, causation.to_string());
    }
    if let Some(key) = &key {
        application.field(Field::EventKey, key.clone().into_owned());
    }
    application.field(Field::ContentType, content_type.clone());
    if envelope.attempt() > 1 {
        application.field(Field::Attempt, envelope.attempt().to_string());
    }
    if envelope.replay() > 0 {
        application.field(Field::Replay, envelope.replay().to_string());
    }
    if let Some(note) = envelope.dead_letter() {
        dead_letter(&mut application, note);
    }
    if let Some(duplicate_id) = duplicate_id {
        application.0.push((Cow::Borrowed(usual::DUPLICATE_ID), Value::Text(duplicate_id.to_owned().into())));
    }
    for (name, value) in envelope.headers().iter() {
        application.0.push((name.to_owned().into(), Value::Text(value.to_owned().into())));
    }
    Ok(Message {
        durable: duplicate::is_durable(envelope),
        delay: envelope.delay(),
        origin_queue: None,
        properties: Properties {
            message_id: Some(id),
            correlation_id: Some(correlation),
            reply_to: None,
            subject: Some(name),
            content_type: Some(content_type),
            creation_time: Some(envelope.occurred_at().unix_millis()),
            group_id: key.map(Cow::into_owned),
        },
        application: application.0,
        body: match envelope.form() {
            Form::Text => Body::Text(body),
            _ => Body::Binary(body),
        },
    })
}

// What is the same for most events is not copied for each.

fn name(envelope: &Envelope) -> Cow<'static, str> {
    match envelope.head().event_ref().as_static() {
        Some(event) => event.name().into(),
        None => envelope.event().name().to_owned().into(),
    }
}

fn number(number: u32) -> Cow<'static, str> {
    if number == 1 { "1".into() } else { number.to_string().into() }
}

fn dead_letter(application: &mut Application, note: &DeadLetterNote) {
    application.field(Field::DeadLetterReason, note.reason.clone());
    application.field(Field::DeadLetterListener, note.listener.clone());
    application.field(Field::DeadLetterQueue, note.queue.clone());
    application.field(Field::DeadLetterEvent, note.event.clone());
    application.field(Field::DeadLetterAttempts, note.attempts.to_string());
    application.field(Field::DeadLetterAt, note.at.to_string());
}

struct Application(Vec<(Cow<'static, str>, Value)>);

impl Application {
    fn field(&mut self, field: Field, text: impl Into<Cow<'static, str>>) {
        self.0.push((Cow::Borrowed(field.name()), Value::Text(text.into())));
    }
}
