use serde_json::{Value, json};

/// The resource that stands for the whole broker.
const BROKER: &str = "broker";

/// One request: of which resource, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The value of `_AMQ_ResourceName`: `broker`, `address.<name>` or `queue.<name>`.
    pub resource: String,
    /// What is asked of it.
    pub call: Call,
}

/// What is asked of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Call {
    /// The value of `_AMQ_OperationName`, and the body: a JSON array of the parameters.
    Operation {
        /// The operation.
        name: &'static str,
        /// The parameters as JSON text.
        parameters: String,
    },
    /// The value of `_AMQ_Attribute`; the body is empty.
    Attribute(&'static str),
}

/// Who gets an envelope of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Routing {
    /// Every queue.
    Multicast,
    /// One queue.
    Anycast,
}

impl Routing {
    /// The word in commands and attributes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Multicast => "MULTICAST",
            Self::Anycast => "ANYCAST",
        }
    }
}

/// What a queue should be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueueConfig {
    /// Its name, without the address.
    pub name: String,
    /// The address that it is bound to.
    pub address: String,
    /// Who gets what is sent to the address.
    pub routing: Routing,
    /// Whether it and durable messages in it survive the broker's restart.
    pub durable: bool,
    /// Whether groups move to consumers that join, while the queue is paused; `None` where it has no groups.
    pub rebalance: Option<bool>,
}

impl QueueConfig {
    /// A queue that keeps everything until it is settled.
    pub fn durable(name: impl Into<String>, address: impl Into<String>, routing: Routing) -> Self {
        Self { name: name.into(), address: address.into(), routing, durable: true, rebalance: None }
    }

    /// A queue that goes, with what is in it, some time after its last consumer.
    pub fn volatile(name: impl Into<String>, address: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            address: address.into(),
            routing: Routing::Multicast,
            durable: false,
            rebalance: None,
        }
    }

    /// Whether groups move to consumers that join.
    #[must_use]
    pub fn rebalancing(mut self, rebalance: bool) -> Self {
        self.rebalance = Some(rebalance);
        self
    }

    /// The command's own spelling; the broker ignores keys that it does not know, so the reply is compared.
    fn to_json(&self) -> Value {
        let mut json = json!({
            "name": self.name,
            "address": self.address,
            "routing-type": self.routing.word(),
            "durable": self.durable,
            "auto-delete": !self.durable,
            "auto-create-address": true,
        });
        if let (false, Some(map)) = (self.durable, json.as_object_mut()) {
            map.insert("auto-delete-delay".into(), json!(30_000));
            map.insert("auto-delete-message-count".into(), json!(-1));
        }
        if let (Some(true), Some(map)) = (self.rebalance, json.as_object_mut()) {
            map.extend(groups(true));
        }
        json
    }
}

/// Without the pause, a group moves while its events are under way, which breaks its order.
fn groups(rebalance: bool) -> [(String, Value); 2] {
    ["group-rebalance", "group-rebalance-pause-dispatch"].map(|key| (key.to_owned(), json!(rebalance)))
}

impl Request {
    fn operation(name: &'static str, parameters: &Value) -> Self {
        Self { resource: BROKER.into(), call: Call::Operation { name, parameters: parameters.to_string() } }
    }

    /// Creates a queue, and is refused if it exists: told to ignore that, the broker claims success and changes nothing.
    pub fn create_queue(config: &QueueConfig) -> Self {
        Self::operation("createQueue", &json!([config.to_json().to_string(), false]))
    }

    /// Creates the address of events; refused if it exists.
    pub fn create_address(address: &str) -> Self {
        Self::operation("createAddress", &json!([address, Routing::Multicast.word()]))
    }

    /// Deletes a queue with what is in it; refused while it has consumers.
    pub fn destroy_queue(queue: &str) -> Self {
        Self::operation("destroyQueue", &json!([queue]))
    }

    /// Says whether the groups of a queue that exists move to consumers that join; changes nothing else.
    pub fn update_groups(queue: &str, rebalance: bool) -> Self {
        let mut json = json!({"name": queue});
        if let Some(map) = json.as_object_mut() {
            map.extend(groups(rebalance));
        }
        Self::operation("updateQueue", &json!([json.to_string()]))
    }

    /// Lets a queue go on, which also has the broker look for what it can give.
    pub fn resume(queue: &str) -> Self {
        let call = Call::Operation { name: "resume", parameters: "[]".into() };
        Self { resource: format!("queue.{queue}"), call }
    }

    /// Reads the settings of an address.
    pub fn address_settings(address: &str) -> Self {
        Self::operation("getAddressSettingsAsJSON", &json!([address]))
    }

    /// Lists up to `limit` queues whose names begin or go on with `part`.
    pub fn list_queues(part: &str, limit: u32) -> Self {
        Self::list("listQueues", part, limit)
    }

    /// Lists up to `limit` addresses whose names have `part` in them.
    pub fn list_addresses(part: &str, limit: u32) -> Self {
        Self::list("listAddresses", part, limit)
    }

    fn list(operation: &'static str, part: &str, limit: u32) -> Self {
        let filter = json!({"field": "name", "operation": "CONTAINS", "value": part}).to_string();
        Self::operation(operation, &json!([filter, 1, limit]))
    }

    /// Reads an attribute of a queue.
    pub fn queue_attribute(queue: &str, attribute: &'static str) -> Self {
        Self { resource: format!("queue.{queue}"), call: Call::Attribute(attribute) }
    }

    /// Reads an attribute of an address.
    pub fn address_attribute(address: &str, attribute: &'static str) -> Self {
        Self { resource: format!("address.{address}"), call: Call::Attribute(attribute) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(request: Request) -> String {
        match request.call {
            Call::Operation { parameters, .. } => parameters,
            Call::Attribute(name) => name.into(),
        }
    }

    #[test]
    fn the_commands_are_what_the_broker_was_seen_to_understand() {
        let durable = QueueConfig::durable("invoice", "order.placed", Routing::Multicast);
        assert_eq!(
            parameters(Request::create_queue(&durable)),
            r#"["{\"address\":\"order.placed\",\"auto-create-address\":true,\"auto-delete\":false,\"durable\":true,\"name\":\"invoice\",\"routing-type\":\"MULTICAST\"}",false]"#
        );
        assert_eq!(
            parameters(Request::create_queue(&QueueConfig::volatile("audit", "order.placed"))),
            r#"["{\"address\":\"order.placed\",\"auto-create-address\":true,\"auto-delete\":true,\"auto-delete-delay\":30000,\"auto-delete-message-count\":-1,\"durable\":false,\"name\":\"audit\",\"routing-type\":\"MULTICAST\"}",false]"#
        );
        let moving = parameters(Request::create_queue(&durable.rebalancing(true)));
        assert!(moving.contains(r#"\"group-rebalance\":true,\"group-rebalance-pause-dispatch\":true"#), "{moving}");
        assert_eq!(
            parameters(Request::update_groups("invoice", false)),
            r#"["{\"group-rebalance\":false,\"group-rebalance-pause-dispatch\":false,\"name\":\"invoice\"}"]"#
        );
        let resume = Request::resume("invoice");
        assert_eq!((resume.resource.as_str(), parameters(resume.clone()).as_str()), ("queue.invoice", "[]"));
        assert_eq!(parameters(Request::destroy_queue("audit")), r#"["audit"]"#);
        assert_eq!(parameters(Request::create_address("e")), r#"["e","MULTICAST"]"#);
        assert_eq!(
            parameters(Request::list_addresses("#", 500)),
            r##"["{\"field\":\"name\",\"operation\":\"CONTAINS\",\"value\":\"#\"}",1,500]"##
        );
        assert_eq!(parameters(Request::address_settings("order.placed")), r#"["order.placed"]"#);
        assert_eq!(
            parameters(Request::list_queues("audit-", 500)),
            r#"["{\"field\":\"name\",\"operation\":\"CONTAINS\",\"value\":\"audit-\"}",1,500]"#
        );
        let request = Request::queue_attribute("audit", "durable");
        assert_eq!((request.resource.as_str(), request.call), ("queue.audit", Call::Attribute("durable")));
        assert_eq!(Request::address_attribute("DLQ", "queueNames").resource, "address.DLQ");
    }

    #[test]
    fn a_name_cannot_break_out_of_a_command() {
        let odd = QueueConfig::durable("a\"],\\", "b", Routing::Anycast);
        let outer: Value = serde_json::from_str(&parameters(Request::create_queue(&odd))).unwrap();
        let inner: Value = serde_json::from_str(outer[0].as_str().unwrap()).unwrap();
        assert_eq!(inner["name"], "a\"],\\");
    }
}
