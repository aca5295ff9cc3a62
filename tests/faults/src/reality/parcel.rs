use std::time::Duration;

use bytes::Bytes;
use tidings_wire::link::{Body, Message, Value};

/// A message to be sent, named by its body.
#[derive(Clone, Default)]
pub struct Parcel {
    body: String,
    volatile: bool,
    group: Option<String>,
    duplicate: Option<String>,
    delay: Option<Duration>,
    id: Option<String>,
}

impl Parcel {
    /// A durable message.
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// It does not survive the broker.
    #[must_use]
    pub fn volatile(mut self) -> Self {
        self.volatile = true;
        self
    }

    /// It belongs to a group.
    #[must_use]
    pub fn group(mut self, group: &str) -> Self {
        self.group = Some(group.to_owned());
        self
    }

    /// The broker takes it once under this id.
    #[must_use]
    pub fn duplicate(mut self, id: impl Into<String>) -> Self {
        self.duplicate = Some(id.into());
        self
    }

    /// The broker holds it back.
    #[must_use]
    pub fn delay(mut self, millis: u64) -> Self {
        self.delay = Some(Duration::from_millis(millis));
        self
    }

    /// It is the event of this id.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// As it is handed to a link.
    pub fn message(&self) -> Message {
        let mut message = Message { durable: !self.volatile, delay: self.delay, ..Message::default() };
        message.body = Body::Text(Bytes::from(self.body.clone().into_bytes()));
        message.properties.group_id.clone_from(&self.group);
        let names = [("_AMQ_DUPL_ID", &self.duplicate), ("event_id", &self.id)];
        let set = names.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
        message.application = set.map(|(name, value)| (name.into(), Value::Text(value.into()))).collect();
        message
    }
}

impl From<&str> for Parcel {
    fn from(body: &str) -> Self {
        Self::new(body)
    }
}

/// What a message is named by.
pub(super) fn body(message: &Message) -> String {
    match &message.body {
        Body::Text(bytes) | Body::Binary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Body::Empty => String::new(),
        Body::Other(kind) => format!("<{kind}>"),
    }
}
