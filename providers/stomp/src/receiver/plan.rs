use tidings_core::provider::Claim;
use tidings_wire::link::{Fault, Node, Source};

use super::pace::{Pace, Width};
use crate::{
    dialect::Dialect,
    topology::{self, Headers},
};

/// The most messages that a broker takes for a width.
const MOST: u64 = 32_000;

/// What is subscribed to, and how.
pub(crate) struct Plan {
    /// Where from.
    pub(super) headers: Headers,
    pub(super) dialect: Dialect,
    pub(super) pace: Pace,
    /// Whose queue it is, where another address' messages might come.
    pub(super) claim: Option<Claim>,
    /// Whether everything stays in the queue.
    pub(super) is_browsing: bool,
    /// Whether what is given back must be kept here, since the broker would not have it any more.
    pub(super) keeps: bool,
    pub(super) reply_to: Option<String>,
}

impl Plan {
    pub(crate) fn new(source: &Source, dialect: Dialect, prefetch_bytes: usize) -> Result<Self, Fault> {
        let claim = match &source.node {
            Node::Queue(claim) => Some(claim),
            _ => None,
        };
        // Leaving a queue that is not durable deletes it, whoever else receives from it.
        let keeps = match &source.node {
            Node::Queue(claim) => !claim.is_durable(),
            Node::Temporary(_) | Node::Replies => true,
            _ => false,
        };
        let pace = match &source.node {
            Node::Queue(claim) | Node::Temporary(claim) => Pace::new(dialect, claim.prefetch(), prefetch_bytes, !keeps),
            _ => Pace::looking(dialect, prefetch_bytes),
        };
        Ok(Self {
            headers: topology::source(source, dialect)?,
            dialect,
            pace,
            claim: claim.filter(|_| dialect.is_artemis()).cloned(),
            is_browsing: source.is_browsing,
            keeps,
            reply_to: topology::reply_to(&source.node),
        })
    }

    /// The same from another place.
    pub(crate) fn from(mut self, headers: Headers) -> Self {
        self.headers = headers;
        self
    }

    /// The header by which this broker is told how much to give ahead.
    pub(super) fn width(&self, width: Width) -> (&'static str, u64) {
        let n = match width {
            Width::One => 1,
            Width::Wide(n) => n,
        };
        match self.dialect {
            Dialect::Artemis => ("consumer-window-size", n),
            Dialect::Classic { .. } => ("activemq.prefetchSize", n.min(MOST)),
            Dialect::RabbitMq => ("prefetch-count", n.min(MOST)),
        }
    }
}
