//! Who gets what is sent, asked of the management and told by the notifications.

mod changes;
mod pattern;

#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;
use serde_json::Value;
use tidings_core::{Error, ErrorKind};
use tidings_wire::{
    link::Links,
    routing::{Changes, Directory, Place},
};

use crate::management::{Management, Reply, Request};

/// What an Artemis knows of its bindings.
///
/// It is asked for `bindingNames`: queues of the address, and diverts, which `queueNames` lacks. Where there are none, the
/// addresses that are patterns are asked for theirs.
pub struct ArtemisDirectory<L> {
    management: Box<dyn Management>,
    links: Arc<L>,
}

impl<L: Links> ArtemisDirectory<L> {
    /// The bindings behind this management; notifications come over a link of their own.
    pub fn new(management: impl Management + 'static, links: Arc<L>) -> Self {
        Self { management: Box::new(management), links }
    }
}

#[async_trait]
impl<L: Links> Directory for ArtemisDirectory<L> {
    async fn bound(&self, place: &Place) -> Result<BTreeSet<String>, Error> {
        bound(&*self.management, place).await
    }

    async fn changes(&self) -> Result<Box<dyn Changes>, Error> {
        changes::open(&*self.links).await
    }

    async fn receivers(&self, queue: &str) -> Result<u64, Error> {
        let reply = self.management.request(Request::queue_attribute(queue, "consumerCount")).await?;
        let count = reply.value.as_u64().filter(|_| reply.succeeded);
        count.ok_or_else(|| Error::new(ErrorKind::NotFound, "count who receives from a queue").with("queue", queue))
    }
}

/// The most addresses of patterns that are looked at.
const PAGE: u32 = 500;

async fn bound(management: &dyn Management, place: &Place) -> Result<BTreeSet<String>, Error> {
    let mut bound = bound_to(management, &place.address).await?;
    if place.queue.is_some() {
        return Ok(bound.unwrap_or_default());
    }
    if bound.is_none() {
        // A divert shows only where its address is. Sending would make it as well.
        management.request(Request::create_address(&place.address)).await?;
        bound = bound_to(management, &place.address).await?;
    }
    if let Some(bound) = bound.filter(|bound| !bound.is_empty()) {
        return Ok(bound);
    }
    // An address does not always show the queues that are bound to a pattern.
    let mut patterns = BTreeSet::new();
    for sign in ["#", "*"] {
        let reply = management.request(Request::list_addresses(sign, PAGE)).await?;
        if !reply.succeeded {
            return Err(Error::new(ErrorKind::Rejected, "ask who listens")
                .with("address", &place.address)
                .with("broker", reply.said()));
        }
        let page = reply.inner();
        let rows = page.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let found = rows.iter().filter_map(|row| row.get("name").and_then(Value::as_str));
        patterns.extend(found.filter(|found| pattern::fits(found, &place.address)).map(str::to_owned));
    }
    let mut all = BTreeSet::new();
    for pattern in patterns {
        all.extend(bound_to(management, &pattern).await?.unwrap_or_default());
    }
    Ok(all)
}

/// What is bound to an address itself; `None` if it does not exist.
async fn bound_to(management: &dyn Management, address: &str) -> Result<Option<BTreeSet<String>>, Error> {
    let reply = management.request(Request::address_attribute(address, "bindingNames")).await?;
    Ok(names(&reply))
}

fn names(reply: &Reply) -> Option<BTreeSet<String>> {
    let names = reply.value.as_array().filter(|_| reply.succeeded)?;
    Some(names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}
