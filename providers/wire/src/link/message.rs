use std::{borrow::Cow, time::Duration};

use bytes::Bytes;

/// An envelope as it travels, in words that every protocol has its own for.
///
/// No `Debug`: body and values must not reach a log.
#[derive(Default)]
pub struct Message {
    /// Whether the broker keeps it over a restart.
    pub durable: bool,
    /// How long the broker holds it back, on sending.
    pub delay: Option<Duration>,
    /// The queue that the broker took it from when it gave up on it.
    pub origin_queue: Option<String>,
    /// What protocols have places of their own for.
    pub properties: Properties,
    /// Everything else by name, in order.
    pub application: Vec<(Cow<'static, str>, Value)>,
    /// The body.
    pub body: Body,
}

/// What protocols have places of their own for: the properties of AMQP 1.0 §3.2.4, the headers of STOMP.
#[derive(Default)]
pub struct Properties {
    /// Names the message.
    pub message_id: Option<String>,
    /// Names the conversation.
    pub correlation_id: Option<String>,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// What it is about: the name of the event.
    pub subject: Option<Cow<'static, str>>,
    /// The media type of the body.
    pub content_type: Option<Cow<'static, str>>,
    /// When it was made, in milliseconds of the Unix epoch.
    pub creation_time: Option<i64>,
    /// Messages of one group go to one receiver at a time.
    pub group_id: Option<String>,
}

/// The value of a name.
pub enum Value {
    /// Text.
    Text(Cow<'static, str>),
    /// A flag.
    Bool(bool),
    /// Another simple type, as text.
    Other(String),
    /// None, although the name is there.
    Null,
}

/// What a body is.
#[derive(Default)]
pub enum Body {
    /// Text; on sending the bytes must be UTF-8, on receipt whoever decodes them looks.
    Text(Bytes),
    /// Bytes.
    Binary(Bytes),
    /// None.
    #[default]
    Empty,
    /// Something that is neither text nor bytes, by its name.
    Other(&'static str),
}
