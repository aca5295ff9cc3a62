//! Whether the broker keeps what it gives up on.

use serde_json::Value;
use tidings_core::{Error, ErrorKind, provider::Claim};

use crate::{
    management::{Management, Request},
    names::QueueName,
};

/// Fewer delivery attempts than this would end events before Tidings has tried them.
const FEW_ATTEMPTS: i64 = 3;

pub(super) async fn check(management: &dyn Management, claim: &Claim, allow_drops: bool) -> Result<Vec<String>, Error> {
    let reply = management.request(Request::address_settings(claim.address())).await?;
    if !reply.succeeded {
        return Ok(vec![format!(
            "the settings of address `{}` cannot be read ({}): what the broker gives up on may be dropped",
            claim.address(),
            reply.said()
        )]);
    }
    let settings = reply.inner();
    let mut notes: Vec<String> = attempts(&settings, claim).into_iter().chain(no_route(&settings, claim)).collect();
    if let Some(fault) = fault(management, &settings).await? {
        let message = format!("what the broker gives up on at address `{}` would be dropped: {fault}", claim.address());
        if claim.is_durable() && !allow_drops {
            return Err(Error::new(ErrorKind::Conflict, "rely on the broker's dead-letter address")
                .with("address", claim.address())
                .with("because", fault)
                .with_remedy("set a dead-letter address with a queue in broker.xml, or say `.allow_broker_drops()`"));
        }
        if claim.is_durable() {
            notes.push(message);
        }
    }
    Ok(notes)
}

pub(super) async fn of_the_broker(management: &dyn Management, claim: &Claim) -> Result<Vec<QueueName>, Error> {
    let reply = management.request(Request::address_settings(claim.address())).await?;
    let settings = if reply.succeeded { reply.inner() } else { Value::Null };
    let address = settings.get("deadLetterAddress").and_then(Value::as_str).unwrap_or_default();
    if address.is_empty() {
        return Ok(Vec::new());
    }
    let queues = management.request(Request::address_attribute(address, "queueNames")).await?;
    let names = queues.value.as_array().filter(|_| queues.succeeded).map(Vec::as_slice).unwrap_or_default();
    let name = |queue: &str| QueueName { address: address.to_owned(), queue: queue.to_owned() };
    Ok(names.iter().filter_map(Value::as_str).map(name).collect())
}

/// `None` if dead letters of the broker arrive somewhere.
async fn fault(management: &dyn Management, settings: &Value) -> Result<Option<String>, Error> {
    let address = settings.get("deadLetterAddress").and_then(Value::as_str).unwrap_or_default();
    if address.is_empty() {
        return Ok(Some("there is no dead-letter address".into()));
    }
    if settings.get("autoCreateDeadLetterResources") == Some(&Value::Bool(true)) {
        // Its queues are filtered by the original address, which our copies to a single queue do not match.
        return Ok(Some("`auto-create-dead-letter-resources` is on, which drops copies sent to one queue".into()));
    }
    let queues = management.request(Request::address_attribute(address, "queueNames")).await?;
    let names: Vec<_> = match queues.value.as_array() {
        Some(names) if queues.succeeded => names.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(Some(format!("the dead-letter address `{address}` does not exist"))),
    };
    for queue in &names {
        let filter = management.request(Request::queue_attribute(queue, "filter")).await?;
        if filter.succeeded && filter.value.as_str().unwrap_or_default().is_empty() {
            return Ok(None);
        }
    }
    Ok(Some(format!("the dead-letter address `{address}` has no queue without a filter")))
}

fn no_route(settings: &Value, claim: &Claim) -> Option<String> {
    let is_kept = settings.get("sendToDLAOnNoRoute") == Some(&Value::Bool(true));
    (claim.is_durable() && !is_kept).then(|| {
        format!(
            "address `{}` has no `send-to-dla-on-no-route`: an event that is sent in the moment in which its last queue goes is lost",
            claim.address()
        )
    })
}

fn attempts(settings: &Value, claim: &Claim) -> Option<String> {
    let attempts = settings.get("maxDeliveryAttempts").and_then(Value::as_i64)?;
    let address = claim.address();
    if attempts < 0 {
        Some(format!(
            "address `{address}` has no limit of delivery attempts: an event that crashes its listener is given for ever"
        ))
    } else if attempts < FEW_ATTEMPTS {
        Some(format!(
            "address `{address}` has only {attempts} delivery attempts: events may become dead letters of the broker after few crashes"
        ))
    } else {
        None
    }
}
