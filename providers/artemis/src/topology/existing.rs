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
    /// Whether groups move to consumers that join, and whether the queue pauses meanwhile; read where it is asked for.
    pub(super) groups: Option<(bool, bool)>,
}

/// The broker's code for a queue that does not exist.
const NO_SUCH_QUEUE: &str = "AMQ229017";

const ATTRIBUTES: [&str; 5] = ["address", "durable", "autoDelete", "routingType", "consumerCount"];

/// Reads a queue attribute by attribute; `None` if it is gone by now.
pub(super) async fn read(
    management: &dyn Management,
    queue: &str,
    with_groups: bool,
) -> Result<Option<Existing>, Error> {
    let mut values = Vec::with_capacity(ATTRIBUTES.len());
    for attribute in ATTRIBUTES {
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
        groups: if with_groups { read_groups(management, queue).await? } else { None },
    }))
}

/// Whether groups move to consumers that join, and with a pause; `None` where the broker does not say.
async fn read_groups(management: &dyn Management, queue: &str) -> Result<Option<(bool, bool)>, Error> {
    let mut flags = [false; 2];
    for (flag, attribute) in flags.iter_mut().zip(["groupRebalance", "groupRebalancePauseDispatch"]) {
        match management.request(Request::queue_attribute(queue, attribute)).await? {
            Reply { succeeded: true, value: Value::Bool(value) } => *flag = value,
            _ => return Ok(None),
        }
    }
    Ok(Some(flags.into()))
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

/// Has groups of a queue move, or stay.
pub(super) async fn update_groups(management: &dyn Management, queue: &str, rebalance: bool) -> Result<(), Error> {
    let reply = management.request(Request::update_groups(queue, rebalance)).await?;
    if reply.succeeded { Ok(()) } else { Err(refused("update a queue", queue, &reply)) }
}

/// A queue that rebalances is paused when a consumer joins, until all that was given is settled. That the last of it was
/// settled makes the broker look for nothing; `resume` does. Whoever paused the queue on purpose is not overruled.
pub(super) async fn nudge(management: &dyn Management, queue: &str) -> Result<(), Error> {
    let depth = management.request(Request::queue_attribute(queue, "messageCount")).await?;
    if !depth.succeeded || depth.value.as_u64() == Some(0) {
        return Ok(());
    }
    let paused = management.request(Request::queue_attribute(queue, "paused")).await?;
    if !paused.succeeded || paused.value != Value::Bool(false) {
        return Ok(());
    }
    management.request(Request::resume(queue)).await.map(|_| ())
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
