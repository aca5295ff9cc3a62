//! Writes messages: AMQP 1.0 §3.2.
//!
//! A message is written once, into one buffer, as the bytes that fe2o3-amqp would make of it, which clones each text and
//! gathers each list in a buffer of its own.

#[cfg(test)]
mod client;
#[cfg(test)]
mod tests;
mod writer;

use std::borrow::Cow;

use tidings_wire::link::{Body, Message, Properties, Value};

pub(crate) use writer::Unwritable;

use writer::{Writer, text_bytes};

/// The annotation by which Artemis holds a message back, in milliseconds.
const DELIVERY_DELAY: &str = "x-opt-delivery-delay";

/// Writes a message behind what `out` holds.
///
/// # Errors
/// A text that is none, or more than AMQP can count; then `out` holds a part of it.
pub(crate) fn write(message: &Message, out: &mut Vec<u8>) -> Result<(), Unwritable> {
    let entries = Entries::of(&message.application);
    let application = entries.iter().map(|(name, value)| text_bytes(name) + value_bytes(value)).sum();
    out.reserve(ROOM + properties_bytes(&message.properties) + application + body_bytes(&message.body));
    let mut writer = Writer(out);
    header(&mut writer, message.durable);
    if let Some(delay) = message.delay {
        let millis = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
        writer.section(0x72);
        writer.map(text_bytes(DELIVERY_DELAY) + writer::long_bytes(millis), 2)?;
        writer.symbol(DELIVERY_DELAY)?;
        writer.long(millis);
    }
    properties(&mut writer, &message.properties)?;
    if !message.application.is_empty() {
        writer.section(0x74);
        writer.map(application, entries.iter().count() * 2)?;
        for (name, value) in entries.iter() {
            writer.text(name)?;
            match value {
                Value::Text(text) => writer.text(text)?,
                Value::Other(text) => writer.text(text)?,
                Value::Bool(flag) => writer.flag(*flag),
                Value::Null => writer.null(),
            }
        }
    }
    body(&mut writer, &message.body)
}

/// More than all that has one size takes, and what begins the sections.
const ROOM: usize = 96;

fn header(writer: &mut Writer<'_>, is_durable: bool) {
    writer.section(0x70);
    if is_durable {
        writer.short_list(1, 1);
        writer.flag(true);
    } else {
        writer.empty_list();
    }
}

/// A field of the properties.
#[derive(Clone, Copy)]
enum Field<'a> {
    Empty,
    Text(&'a str),
    Symbol(&'a str),
    Time(i64),
}

impl Field<'_> {
    fn bytes(self) -> usize {
        match self {
            Self::Empty => 1,
            Self::Text(text) | Self::Symbol(text) => text_bytes(text),
            Self::Time(_) => 9,
        }
    }
}

fn text(text: Option<&str>) -> Field<'_> {
    text.map_or(Field::Empty, Field::Text)
}

/// In the order of §3.2.4, as far as we know them; what is empty at the end is left out.
fn fields(properties: &Properties) -> [Field<'_>; 11] {
    let (user_id, to, content_encoding, absolute_expiry_time) =
        (Field::Empty, Field::Empty, Field::Empty, Field::Empty);
    [
        text(properties.message_id.as_deref()),
        user_id,
        to,
        text(properties.subject.as_deref()),
        text(properties.reply_to.as_deref()),
        text(properties.correlation_id.as_deref()),
        properties.content_type.as_deref().map_or(Field::Empty, Field::Symbol),
        content_encoding,
        absolute_expiry_time,
        properties.creation_time.map_or(Field::Empty, Field::Time),
        text(properties.group_id.as_deref()),
    ]
}

fn properties_bytes(properties: &Properties) -> usize {
    fields(properties).into_iter().map(Field::bytes).sum()
}

fn properties(writer: &mut Writer<'_>, properties: &Properties) -> Result<(), Unwritable> {
    let fields = fields(properties);
    let count = fields.iter().rposition(|field| !matches!(field, Field::Empty)).map_or(0, |last| last + 1);
    let fields = fields.get(..count).unwrap_or_default();
    writer.section(0x73);
    writer.list(fields.iter().copied().map(Field::bytes).sum(), count)?;
    for field in fields {
        match *field {
            Field::Empty => writer.null(),
            Field::Text(text) => writer.text(text)?,
            Field::Symbol(text) => writer.symbol(text)?,
            Field::Time(millis) => writer.timestamp(millis),
        }
    }
    Ok(())
}

/// No key is twice in a map: the last counts.
struct Entries<'a> {
    all: &'a [(Cow<'static, str>, Value)],
    has_twice: bool,
}

impl<'a> Entries<'a> {
    fn of(all: &'a [(Cow<'static, str>, Value)]) -> Self {
        Self { all, has_twice: (0..all.len()).any(|at| comes_again(all, at)) }
    }

    fn iter(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let Self { all, has_twice } = *self;
        let last = all.iter().enumerate().filter(move |(at, _)| !(has_twice && comes_again(all, *at)));
        last.map(|(_, (name, value))| (name.as_ref(), value))
    }
}

fn comes_again(all: &[(Cow<'static, str>, Value)], at: usize) -> bool {
    let rest = all.get(at..).and_then(<[_]>::split_first);
    rest.is_some_and(|((name, _), later)| later.iter().any(|(other, _)| other == name))
}

fn value_bytes(value: &Value) -> usize {
    match value {
        Value::Text(text) => text_bytes(text),
        Value::Other(text) => text_bytes(text),
        Value::Bool(_) | Value::Null => 1,
    }
}

fn body_bytes(body: &Body) -> usize {
    match body {
        Body::Text(bytes) | Body::Binary(bytes) => bytes.len(),
        Body::Empty | Body::Other(_) => 0,
    }
}

fn body(writer: &mut Writer<'_>, body: &Body) -> Result<(), Unwritable> {
    match body {
        // Looked at here rather than trusted: a broken codec must not make a message that nobody can read.
        Body::Text(text) => {
            let text = std::str::from_utf8(text).map_err(|_| Unwritable("a text body is no UTF-8"))?;
            writer.section(0x77);
            writer.text(text)
        }
        Body::Binary(bytes) => {
            writer.section(0x75);
            writer.binary(bytes)
        }
        Body::Empty | Body::Other(_) => {
            writer.section(0x77);
            writer.null();
            Ok(())
        }
    }
}
