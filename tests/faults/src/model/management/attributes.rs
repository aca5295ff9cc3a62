use serde_json::{Value as Json, json};

use crate::model::Broker;

impl Broker {
    /// An attribute of a queue; `None` if it, or the attribute, is not there to be read.
    pub(super) fn queue_attribute(&self, name: &str, attribute: &str) -> Option<Json> {
        let queue = self.queues.get(name)?;
        let config = &queue.config;
        Some(match attribute {
            "name" => json!(&*config.name),
            "address" => json!(&*config.address),
            "durable" => json!(config.durable),
            "autoDelete" => json!(config.auto_delete),
            "routingType" => json!(config.routing.word()),
            "temporary" => json!(config.temporary.is_some()),
            "maxConsumers" => config.max_consumers.map_or(json!(-1), |most| json!(most)),
            "consumerCount" => json!(queue.consumers.len()),
            "messageCount" => json!(queue.len()),
            "deliveringCount" => json!(queue.delivering),
            "scheduledCount" => json!(queue.scheduled.len()),
            "groupCount" => json!(queue.groups.len()),
            "groupBuckets" => json!(-1),
            "groupRebalance" | "groupRebalancePauseDispatch" => json!(false),
            "paused" => json!(queue.is_paused),
            "deadLetterAddress" => json!(self.settings.of(&config.address).dead_letter_address.as_deref()),
            "filter" => Json::Null,
            _ => return None,
        })
    }

    /// An attribute of an address; as above.
    pub(super) fn address_attribute(&self, name: &str, attribute: &str) -> Option<Json> {
        let address = self.addresses.get(name)?;
        Some(match attribute {
            "queueNames" | "bindingNames" => json!(address.queues.iter().map(|queue| &**queue).collect::<Vec<_>>()),
            "queueCount" => json!(address.queues.len()),
            "unRoutedMessageCount" => json!(address.unrouted),
            "addressSize" => json!(address.bytes),
            "routingTypes" => json!(address.routings.iter().map(|routing| routing.word()).collect::<Vec<_>>()),
            _ => return None,
        })
    }
}
