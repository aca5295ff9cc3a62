use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::Answer;
use crate::model::{Broker, QueueConfig, Routing, Time};

impl Broker {
    /// An operation of the whole broker.
    pub(super) fn operate(&mut self, operation: &str, parameters: &[Json], now: Time) -> Answer {
        let text = |at: usize| parameters.get(at).and_then(Json::as_str).unwrap_or_default();
        match operation {
            "createQueue" => {
                self.create_queue(text(0), parameters.get(1).and_then(Json::as_bool).unwrap_or(false), now)
            }
            "destroyQueue" => {
                self.destroy_queue(text(0), parameters.get(1).and_then(Json::as_bool).unwrap_or(false), now)
            }
            "getAddressSettingsAsJSON" => Ok(json!(self.settings.of(text(0)).to_json().to_string())),
            "listAddresses" => Ok(json!(self.list_addresses(text(0)).to_string())),
            "listQueues" => Ok(json!(self.list_queues(text(0)).to_string())),
            "getQueueNames" => Ok(json!(self.queues.keys().map(|name| &**name).collect::<Vec<_>>())),
            "getAddressNames" => Ok(json!(self.addresses.keys().map(|name| &**name).collect::<Vec<_>>())),
            other => Err(format!("AMQ229069: no operation {other}/{}", parameters.len())),
        }
    }

    /// An operation of one queue.
    pub(super) fn operate_queue(&mut self, name: &str, operation: &str, now: Time) -> Answer {
        let Some(queue) = self.queues.get_mut(name) else {
            return Err(format!("AMQ229067: Cannot find resource with name queue.{name}"));
        };
        match operation {
            "countMessages" => Ok(json!(queue.len())),
            "pause" => {
                queue.is_paused = true;
                Ok(Json::Null)
            }
            "resume" => {
                queue.is_paused = false;
                self.stirred.insert(name.into());
                Ok(Json::Null)
            }
            "removeAllMessages" => {
                let removed = queue.ready.len() + queue.scheduled.len();
                let entries = queue.ready.iter().chain(queue.scheduled.values());
                let bytes = entries.map(|entry| entry.message.bytes()).sum();
                queue.ready.clear();
                queue.scheduled.clear();
                let address = queue.config.address.clone();
                self.freed(&address, bytes, now);
                Ok(json!(removed))
            }
            other => Err(format!("AMQ229069: no operation {other}/0")),
        }
    }

    fn create_queue(&mut self, config: &str, ignores_existing: bool, now: Time) -> Answer {
        let Ok(wanted) = serde_json::from_str::<Json>(config) else {
            return Err(format!("AMQ229999: invalid configuration {config}"));
        };
        let text = |key: &str| wanted.get(key).and_then(Json::as_str);
        let flag = |key: &str, default| wanted.get(key).and_then(Json::as_bool).unwrap_or(default);
        let number = |key: &str| wanted.get(key).and_then(Json::as_i64);
        let full = text("name").unwrap_or_default();
        // What follows the last separator is the queue's name.
        let name: Arc<str> = full.rsplit_once("::").map_or(full, |(_, name)| name).into();
        let address: Arc<str> = text("address").unwrap_or(&name).into();
        let made = QueueConfig {
            name: name.clone(),
            address: address.clone(),
            routing: text("routing-type").and_then(Routing::parse).unwrap_or(Routing::Multicast),
            durable: flag("durable", true),
            auto_delete: flag("auto-delete", false),
            auto_delete_delay: Time::from_millis(
                number("auto-delete-delay").and_then(|it| it.try_into().ok()).unwrap_or(0),
            ),
            auto_delete_messages: usize::try_from(number("auto-delete-message-count").unwrap_or(0)).ok(),
            auto_created: false,
            temporary: None,
            max_consumers: number("max-consumers").and_then(|most| usize::try_from(most).ok()),
        };
        let mut echo = json!({
            "name": &*made.name, "address": &*made.address, "routing-type": made.routing.word(),
            "durable": made.durable, "auto-delete": made.auto_delete,
        });
        match self.queues.get(&name) {
            Some(_) if ignores_existing => {}
            Some(found) => {
                return Err(format!("AMQ229019: Queue {name} already exists on address {}", found.config.address));
            }
            None => {
                let id = self.id();
                if let Some(map) = echo.as_object_mut() {
                    map.insert("id".into(), json!(id));
                }
                self.make_queue(made);
                self.notify("BINDING_ADDED", &address, &name, now);
            }
        }
        Ok(json!(echo.to_string()))
    }

    fn destroy_queue(&mut self, name: &str, removes_consumers: bool, now: Time) -> Answer {
        let Some(queue) = self.queues.get(name) else {
            return Err(format!("AMQ229017: Queue {name} does not exist"));
        };
        let consumers = queue.consumers.len();
        if consumers > 0 && !removes_consumers {
            return Err(format!(
                "AMQ229025: Cannot delete queue {name} on binding {name} - it has consumers = {consumers}"
            ));
        }
        self.unbind(&name.into(), now);
        Ok(Json::Null)
    }

    fn list_addresses(&self, filter: &str) -> Json {
        let filter: Json = serde_json::from_str(filter).unwrap_or_default();
        let part = filter.get("value").and_then(Json::as_str).unwrap_or_default();
        let names = self.addresses.keys().filter(|name| name.contains(part));
        let rows: Vec<_> = names.map(|name| json!({"name": &**name})).collect();
        json!({"count": rows.len(), "data": rows})
    }

    fn list_queues(&self, filter: &str) -> Json {
        let filter: Json = serde_json::from_str(filter).unwrap_or_default();
        let part = filter.get("value").and_then(Json::as_str).unwrap_or_default();
        let rows: Vec<_> = self
            .queues
            .values()
            .filter(|queue| queue.config.name.contains(part))
            .map(|queue| {
                json!({
                    "name": &*queue.config.name,
                    "address": &*queue.config.address,
                    "messageCount": queue.len().to_string(),
                    "consumerCount": queue.consumers.len().to_string(),
                })
            })
            .collect();
        json!({"count": rows.len(), "data": rows})
    }
}
