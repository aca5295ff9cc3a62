//! Lists the queues of a listener that runs in every process.

use serde_json::Value;
use tidings_core::{Error, provider::Claim};

use super::existing;
use crate::{
    management::{Management, Request},
    names::QueueName,
};

/// The most queues that are looked at.
const PAGE: u32 = 500;

/// A queue, and how much is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueueDepth {
    /// The queue's name, without the address.
    pub(crate) queue: String,
    /// How many events wait in it.
    pub(crate) depth: u64,
    /// How many consume from it.
    pub(crate) consumers: u64,
}

pub(super) async fn others(management: &dyn Management, claim: &Claim) -> Result<Vec<QueueDepth>, Error> {
    let Some(server) = claim.server() else { return Ok(Vec::new()) };
    let own = QueueName::of(claim);
    let stem = own.queue.strip_suffix(server).unwrap_or(&own.queue);
    let reply = management.request(Request::list_queues(stem, PAGE)).await?;
    if !reply.succeeded {
        return Err(existing::refused("list the queues of other servers", &own.queue, &reply));
    }
    let page = reply.inner();
    let rows = page.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let field = |row: &Value, name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(rows
        .iter()
        .filter(|row| field(row, "address") == own.address)
        .map(|row| QueueDepth {
            queue: field(row, "name"),
            depth: field(row, "messageCount").parse().unwrap_or(0),
            consumers: field(row, "consumerCount").parse().unwrap_or(0),
        })
        .filter(|found| found.queue != own.queue && found.queue.starts_with(stem))
        .collect())
}
