use std::{borrow::Cow, sync::Arc};

use crate::event::{EventInfo, EventRef};

/// How a queue's name is composed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum QueueNaming {
    /// `<listener>[-<server name>]`.
    #[default]
    Listener,
    /// `<address>.<listener>[-<server name>]`: where queue names are global, no two addresses ever share one.
    Qualified,
}

/// A listener's queue as a provider sees it: what it must declare before it receives.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Claim {
    event: EventRef,
    listener: Arc<str>,
    server: Option<Arc<str>>,
    naming: QueueNaming,
    prefetch: u32,
    rebalance: bool,
}

impl Claim {
    /// A shared queue of `listener` for `event`.
    pub fn shared(event: EventRef, listener: impl Into<Arc<str>>) -> Self {
        Self {
            event,
            listener: listener.into(),
            server: None,
            naming: QueueNaming::Listener,
            prefetch: 100,
            rebalance: false,
        }
    }

    /// A queue of its own for the server of this name.
    #[must_use]
    pub fn for_server(mut self, server: impl Into<Arc<str>>) -> Self {
        self.server = Some(server.into());
        self
    }

    /// The queue that all servers share.
    #[must_use]
    pub fn without_server(mut self) -> Self {
        self.server = None;
        self
    }

    /// How many deliveries may be unsettled at a time, at most.
    #[must_use]
    pub fn with_prefetch(mut self, prefetch: u32) -> Self {
        self.prefetch = prefetch;
        self
    }

    /// Whether keys are to move to processes that join.
    #[must_use]
    pub fn with_rebalance(mut self, rebalance: bool) -> Self {
        self.rebalance = rebalance;
        self
    }

    /// Has the queue's name composed like this.
    #[must_use]
    pub fn named(mut self, naming: QueueNaming) -> Self {
        self.naming = naming;
        self
    }

    /// Whether keys are to move to processes that join.
    pub fn is_rebalancing(&self) -> bool {
        self.rebalance
    }

    /// The event.
    pub fn event(&self) -> &EventInfo {
        &self.event
    }

    /// The event, shared.
    pub fn event_ref(&self) -> &EventRef {
        &self.event
    }

    /// The address to which the queue is bound.
    pub fn address(&self) -> &str {
        self.event.address()
    }

    /// The listener's name.
    pub fn listener(&self) -> &str {
        &self.listener
    }

    /// The server name, for a queue per process.
    pub fn server(&self) -> Option<&str> {
        self.server.as_deref()
    }

    /// Whether the queue must survive: that of a durable event.
    pub fn is_durable(&self) -> bool {
        self.event.is_durable()
    }

    /// How many deliveries may be unsettled at a time, at most.
    pub fn prefetch(&self) -> u32 {
        self.prefetch
    }

    /// The queue's name, by its [naming](QueueNaming).
    pub fn queue(&self) -> Cow<'_, str> {
        let (address, listener) = (self.address(), &self.listener);
        match (self.naming, &self.server) {
            (QueueNaming::Listener, None) => Cow::Borrowed(listener),
            (QueueNaming::Listener, Some(server)) => Cow::Owned(format!("{listener}-{server}")),
            (QueueNaming::Qualified, None) => Cow::Owned(format!("{address}.{listener}")),
            (QueueNaming::Qualified, Some(server)) => Cow::Owned(format!("{address}.{listener}-{server}")),
        }
    }

    /// The queue's full name: `<address>::<queue>`.
    pub fn full_queue(&self) -> String {
        format!("{}::{}", self.address(), self.queue())
    }

    /// The name of the queue that takes what this listener gave up on: `dead_letter.<event>.<listener>`, shared by all
    /// servers.
    pub fn dead_letter_queue(&self) -> String {
        format!("dead_letter.{}.{}", self.event.name(), self.listener)
    }
}

/// Where an envelope goes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Target {
    /// To the address of an event, and so to every queue bound to it.
    Address(EventRef),
    /// To one queue alone: retries and replays.
    Queue(Claim),
    /// To the dead letters of a listener.
    DeadLetters(Claim),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queues_are_named_by_listener_and_server() {
        let claim = Claim::shared(EventInfo::external("order.placed").into(), "invoice");
        assert_eq!(claim.full_queue(), "order.placed::invoice");
        assert_eq!(claim.dead_letter_queue(), "dead_letter.order.placed.invoice");
        let qualified = claim.clone().named(QueueNaming::Qualified);
        assert_eq!(qualified.full_queue(), "order.placed::order.placed.invoice");
        let claim = claim.for_server("host:8080");
        assert_eq!(claim.full_queue(), "order.placed::invoice-host:8080");
        assert_eq!(claim.dead_letter_queue(), "dead_letter.order.placed.invoice");
    }
}
