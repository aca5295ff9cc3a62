use std::sync::Arc;

use bytes::Bytes;

use super::Time;

/// A message as a client sends it; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// Whether it survives a restart in a durable queue.
    pub durable: bool,
    /// How long it is held back.
    pub delay: Option<Time>,
    /// Messages of one group go to one consumer of a queue at a time.
    pub group: Option<Arc<str>>,
    /// A second message with this id to the same address is dropped.
    pub duplicate_id: Option<Arc<str>>,
    /// The address of the queue that the broker took it from when it gave up on it.
    pub origin_address: Option<Arc<str>>,
    /// The queue that the broker took it from when it gave up on it.
    pub origin_queue: Option<Arc<str>>,
    /// The destination as the sender wrote it.
    pub to: Option<Arc<str>>,
    /// What the broker only carries.
    pub payload: Arc<Payload>,
}

/// What the broker carries, and reads for selectors and management alone.
#[derive(Debug, Clone, Default)]
pub struct Payload {
    /// Names the message.
    pub message_id: Option<String>,
    /// Names the conversation.
    pub correlation_id: Option<String>,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// The media type of the body.
    pub content_type: Option<String>,
    /// When it was made, in milliseconds of the Unix epoch.
    pub creation_time: Option<i64>,
    /// Everything else by name, in order.
    pub application: Vec<(String, Value)>,
    /// The body.
    pub body: Body,
}

/// The value of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A flag.
    Bool(bool),
    /// A number.
    Number(i64),
    /// None, although the name is there.
    Null,
}

/// What a body is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Body {
    /// Text.
    Text(Bytes),
    /// Bytes.
    Binary(Bytes),
    /// None.
    #[default]
    Empty,
}

impl Message {
    /// A message of text.
    pub fn text(body: impl Into<Bytes>) -> Self {
        Self::default().with_payload(Payload { body: Body::Text(body.into()), ..Payload::default() })
    }

    /// The same with this content.
    #[must_use]
    pub fn with_payload(mut self, payload: Payload) -> Self {
        self.payload = Arc::new(payload);
        self
    }

    /// The same, durable.
    #[must_use]
    pub fn durable(mut self) -> Self {
        self.durable = true;
        self
    }

    /// An application property that is text.
    pub fn property(&self, name: &str) -> Option<&str> {
        match self.payload.application.iter().find(|(known, _)| known == name) {
            Some((_, Value::Text(text))) => Some(text),
            _ => None,
        }
    }

    /// What it counts for against the size of an address.
    pub fn bytes(&self) -> usize {
        let body = match &self.payload.body {
            Body::Text(body) | Body::Binary(body) => body.len(),
            Body::Empty => 0,
        };
        body + 512
    }
}

impl Payload {
    /// Its body as text.
    pub fn body_text(&self) -> &str {
        match &self.body {
            Body::Text(body) | Body::Binary(body) => std::str::from_utf8(body).unwrap_or_default(),
            Body::Empty => "",
        }
    }
}
