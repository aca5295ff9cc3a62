//! Requests to the broker's management, as messages to its address.

mod attributes;
mod operations;

use serde_json::{Value as Json, json};

use super::{Body, Broker, Message, Payload, Target, Time, Value};

/// Where requests go.
pub(super) const ADDRESS: &str = "activemq.management";

/// What management says: an array, and whether it did what was asked.
type Answer = Result<Json, String>;

impl Broker {
    pub(super) fn manage(&mut self, request: &Message, now: Time) {
        let answer = self.answer(request, now);
        let Some(reply_to) = request.payload.reply_to.as_deref() else { return };
        let (succeeded, value) = match answer {
            Ok(value) => (true, value),
            Err(said) => (false, said.into()),
        };
        let body = match value {
            Json::Null => Body::Empty,
            value => Body::Text(json!([value]).to_string().into()),
        };
        let payload = Payload {
            correlation_id: request.payload.correlation_id.clone().or_else(|| request.payload.message_id.clone()),
            application: vec![("_AMQ_OperationSucceeded".to_owned(), Value::Bool(succeeded))],
            body,
            ..Payload::default()
        };
        let target = Target::parse(reply_to, None);
        self.store(&target, Message::default().with_payload(payload), now);
    }

    fn answer(&mut self, request: &Message, now: Time) -> Answer {
        let resource = request.property("_AMQ_ResourceName").unwrap_or_default();
        if let Some(attribute) = request.property("_AMQ_Attribute") {
            let found = match resource.split_once('.') {
                Some(("queue", name)) => self.queue_attribute(name, attribute),
                Some(("address", name)) => self.address_attribute(name, attribute),
                _ => None,
            };
            return found.ok_or_else(|| format!("Problem while retrieving attribute {attribute}"));
        }
        let operation = request.property("_AMQ_OperationName").unwrap_or_default();
        let parameters: Vec<Json> = serde_json::from_str(request.payload.body_text()).unwrap_or_default();
        match resource.split_once('.') {
            Some(("queue", name)) => self.operate_queue(name, operation, now),
            _ => self.operate(operation, &parameters, now),
        }
    }
}
