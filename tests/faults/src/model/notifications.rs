use std::sync::Arc;

use super::{Broker, Message, Payload, Routing, Time, Value};

/// Where the broker tells what happens.
const ADDRESS: &str = "activemq.notifications";

impl Broker {
    /// Tells everybody who listens that something has happened to a queue of an address.
    pub(super) fn notify(&mut self, what: &str, address: &Arc<str>, queue: &Arc<str>, now: Time) {
        let listeners = self.bound(ADDRESS, Routing::Multicast);
        if listeners.is_empty() {
            return;
        }
        let consumers = self.queues.get(queue).map_or(0, |queue| queue.consumers.len());
        let text = |value: &str| Value::Text(value.to_owned());
        let application = vec![
            ("_AMQ_NotifType".to_owned(), text(what)),
            ("_AMQ_Address".to_owned(), text(address)),
            ("_AMQ_RoutingName".to_owned(), text(queue)),
            ("_AMQ_ClusterName".to_owned(), text(queue)),
            ("_AMQ_ConsumerCount".to_owned(), Value::Number(i64::try_from(consumers).unwrap_or(i64::MAX))),
        ];
        let message = Message::default().with_payload(Payload { application, ..Payload::default() });
        for listener in listeners {
            self.put(&listener, message.clone(), now);
        }
    }
}
