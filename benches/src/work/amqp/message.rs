use fe2o3_amqp::types::{
    messaging::{AmqpValue, ApplicationProperties, Header, Message, MessageId, Properties},
    primitives::{OrderedMap, SimpleValue, Symbol, Timestamp},
};
use tidings_bench_measure::{Outcome, Place};

use super::super::body::Body;

/// A moment like any other.
const OCCURRED_AT: (i64, &str) = (1_795_253_400_250, "2026-11-21T20:10:00.250Z");

/// Numbers of its own, so that the broker takes none for a duplicate.
pub(super) struct Messages {
    place: Place,
    with_headers: bool,
    run: u64,
    next: u64,
}

impl Messages {
    pub(super) fn new(place: &Place, with_headers: bool) -> Self {
        // No two processes begin at one time.
        Self { place: place.clone(), with_headers, run: tidings_bench_measure::nanos(), next: 0 }
    }

    pub(super) fn next(&mut self) -> Outcome<Message<AmqpValue<String>>> {
        let body = serde_json::to_string(&Body::new(self.next, self.place.body_bytes))?;
        self.next += 1;
        let header = Header { durable: self.place.durable, ..Header::default() };
        let message = Message::builder().header(header);
        if !self.with_headers {
            return Ok(message.value(body).build());
        }
        let id = format!("{:08x}-{:04x}-7000-8000-{:012x}", self.run >> 16, self.run & 0xffff, self.next);
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
