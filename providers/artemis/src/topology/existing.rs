//! Reads and removes queues that exist.

use serde_json::Value;
use tidings_core::{Error, ErrorKind};

use crate::{
    management::{Management, Reply, Request},
    names::QueueName,
};

/// What is known of a queue that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Existing {
    pub(super) address: String,
    pub(super) durable: bool,
    pub(super) auto_delete: bool,
    pub(super) routing: String,
    pub(super) consumers: u64,
}

/// The broker's code for a queue that does not exist.
const NO_SUCH_QUEUE: &str = "AMQ229017";

/// Reads a queue attribute by attribute; `None` if it is gone by now.
pub(super) async fn read(management: &dyn Management, queue: &str) -> Result<Option<Existing>, Error> {
    let mut values = Vec::with_capacity(5);
    for attribute in ["address", "durable", "autoDelete", "routingType", "consumerCount"] {
        let reply = management.request(Request::queue_attribute(queue, attribute)).await?;
        if !reply.succeeded {
            // The same text for a queue that is gone and for an attribute that cannot be read.
            return Ok(None);
        }
        values.push(reply.value);
    }
    let mut values = values.into_iter();
    let mut next = || values.next().unwrap_or(Value::Null);
    Ok(Some(Existing {
        address: text(&next()),
        durable: next() == Value::Bool(true),
        auto_delete: next() == Value::Bool(true),
        routing: text(&next()),
        consumers: next().as_u64().unwrap_or(0),
    }))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(super) async fn verify(management: &dyn Management, name: &QueueName) -> Result<(), Error> {
    let reply = management.request(Request::queue_attribute(&name.queue, "address")).await?;
    let error = |kind| Error::new(kind, "find a queue").with("queue", &name.queue).with("address", &name.address);
    match reply.value.as_str().filter(|_| reply.succeeded) {
        None => Err(error(ErrorKind::NotFound).with_remedy("start the listener, which creates it")),
        Some(address) if address == name.address => Ok(()),
        Some(address) => Err(foreign(&name.queue, &name.address, address)),
    }
}

/// The error of a queue that belongs to another address.
pub(super) fn foreign(queue: &str, wanted: &str, found: &str) -> Error {
    Error::new(ErrorKind::Conflict, "declare a queue")
        .with("queue", queue)
        .with("address", wanted)
        .with("belongs to address", found)
        .with_remedy("rename the listener, or use `QueueNaming::Qualified`: queue names are global on the broker")
}

pub(super) async fn remove(management: &dyn Management, queue: &str) -> Result<(), Error> {
    let reply = management.request(Request::destroy_queue(queue)).await?;
    if reply.succeeded {
        return Ok(());
    }
    let error = |kind| Error::new(kind, "remove a queue").with("queue", queue).with("broker", reply.said());
    Err(match reply.code() {
        Some(NO_SUCH_QUEUE) => error(ErrorKind::NotFound),
        _ => error(ErrorKind::Conflict).with_remedy("stop the listeners that consume from it"),
    })
}

/// The error of a command that the broker refused for a reason of its own.
pub(super) fn refused(operation: &'static str, queue: &str, reply: &Reply) -> Error {
    let kind = match reply.code() {
        // "User does not have permission", "unable to validate user".
        Some("AMQ229032" | "AMQ229031" | "AMQ229213") => ErrorKind::Unauthorized,
        _ => ErrorKind::Rejected,
    };
    let error = Error::new(kind, operation).with("queue", queue).with("broker", reply.said());
    if kind == ErrorKind::Unauthorized {
        error.with_remedy("grant the user the rights to create queues and addresses")
    } else {
        error
    }
}
