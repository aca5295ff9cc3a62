use fe2o3_amqp::types::{
    messaging::{AmqpValue, ApplicationProperties, Header, Message, MessageId, Properties},
    primitives::{OrderedMap, SimpleValue, Symbol, Timestamp},
};
use tidings_bench_measure::{Outcome, Place};

use super::super::body::{Body, Numbers};

/// A moment like any other.
const OCCURRED_AT: (i64, &str) = (1_795_253_400_250, "2026-11-21T20:10:00.250Z");

/// Makes messages.
pub(super) struct Messages {
    place: Place,
    with_headers: bool,
    numbers: Numbers,
}

impl Messages {
    pub(super) fn new(place: &Place, with_headers: bool) -> Self {
        Self { place: place.clone(), with_headers, numbers: Numbers::new() }
    }

    pub(super) fn next(&mut self) -> Outcome<Message<AmqpValue<String>>> {
        let n = self.numbers.next();
        let body = serde_json::to_string(&Body::new(n, self.place.body_bytes))?;
        let header = Header { durable: self.place.durable, ..Header::default() };
        let message = Message::builder().header(header);
        if !self.with_headers {
            return Ok(message.value(body).build());
        }
        let id = self.numbers.id(n);
        let address = &self.place.address;
        let mut application = OrderedMap::with_capacity(7);
        let mut set = |name: &str, value: &str| {
            application.insert(name.to_owned(), SimpleValue::String(value.to_owned()));
        };
        set("event_id", &id);
        set("event_name", address);
        set("event_version", "1");
        set("occurred_at", OCCURRED_AT.1);
        set("correlation_id", &id);
        set("content_type", "application/json");
        if self.place.durable {
            set("_AMQ_DUPL_ID", &id);
        }
        let properties = Properties {
            message_id: Some(MessageId::String(id.clone())),
            correlation_id: Some(MessageId::String(id)),
            subject: Some(address.clone()),
            content_type: Some(Symbol::from("application/json")),
            creation_time: Some(Timestamp::from_milliseconds(OCCURRED_AT.0)),
            ..Properties::default()
        };
        let message = message.properties(properties).application_properties(ApplicationProperties(application));
        Ok(message.value(body).build())
    }
}
