use std::{borrow::Cow, time::Duration};

use bytes::Bytes;

/// A message of AMQP 1.0 §3.2, as far as the provider is concerned.
///
/// No `Debug`: body and values must not reach a log.
#[derive(Default)]
pub(crate) struct Message {
    pub(crate) durable: bool,
    /// How often the broker says it was given before; 0 on sending.
    pub(crate) delivery_count: u32,
    /// How long the broker holds it back, on sending.
    pub(crate) delay: Option<Duration>,
    /// The queue that the broker took it from when it gave up on it.
    pub(crate) origin_queue: Option<String>,
    pub(crate) properties: Properties,
    /// The application properties, in order.
    pub(crate) application: Vec<(Cow<'static, str>, Value)>,
    pub(crate) body: Body,
}

/// The properties of §3.2.4 that are used.
#[derive(Default)]
pub(crate) struct Properties {
    pub(crate) message_id: Option<String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) reply_to: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) content_type: Option<Cow<'static, str>>,
    /// In milliseconds of the Unix epoch.
    pub(crate) creation_time: Option<i64>,
    pub(crate) group_id: Option<String>,
}

/// The value of an application property.
pub(crate) enum Value {
    Text(Cow<'static, str>),
    Bool(bool),
    /// Another simple type, as text.
    Other(String),
    Null,
}

/// The body sections of §3.2.6 to §3.2.8.
#[derive(Default)]
pub(crate) enum Body {
    /// `AmqpValue(string)`; the bytes are UTF-8.
    Text(Bytes),
    /// `Data`, or `AmqpValue(binary)` on receipt.
    Binary(Bytes),
    /// None, or `AmqpValue(null)`.
    #[default]
    Empty,
    /// Something that is neither text nor bytes, by its name.
    Other(&'static str),
}
