use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use tidings_core::{event::EventInfo, provider::Claim};
use tidings_wire::link::{Connector, Node};

use super::{failed::Failed, peer::Peer, world::World};

static RUNS: AtomicU64 = AtomicU64::new(0);

/// One run of a scenario on a broker: its names, and what it has seen.
pub struct Script<'w, W> {
    world: &'w W,
    tag: String,
    seen: Mutex<Vec<String>>,
}

impl<'w, W: World> Script<'w, W> {
    /// A run with names that no other run has.
    pub fn new(world: &'w W) -> Self {
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        Self { world, tag: format!("-run{run}x"), seen: Mutex::default() }
    }

    /// The broker.
    pub fn world(&self) -> &'w W {
        self.world
    }

    /// A name of this run alone.
    pub fn name(&self, base: &str) -> String {
        format!("{base}{}", self.tag)
    }

    /// An address.
    pub fn address(&self, base: &str) -> Node {
        Node::Address(self.name(base))
    }

    /// A durable queue of an address.
    pub fn queue(&self, address: &str, listener: &str) -> Node {
        let event = EventInfo::external(self.name(address)).durable();
        Node::Queue(Claim::shared(event.into(), self.name(listener)))
    }

    /// A queue of an address that is not durable.
    pub fn volatile(&self, address: &str, listener: &str) -> Node {
        Node::Queue(Claim::shared(EventInfo::external(self.name(address)).into(), self.name(listener)))
    }

    /// A queue without a name at an address.
    pub fn temporary(&self, address: &str) -> Node {
        Node::Temporary(Claim::shared(EventInfo::external(self.name(address)).into(), self.name("nobody")))
    }

    /// A queue in which each goes to one receiver.
    pub fn dead_letters(&self, name: &str) -> Node {
        Node::DeadLetters(self.name(name))
    }

    /// Notes what was seen; the names of this run read as they were written.
    pub fn note(&self, line: impl Into<String>) {
        let line = line.into().replace(&self.tag, "");
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    /// Opens a connection.
    ///
    /// # Errors
    /// The broker is not to be had.
    pub async fn connect(&self) -> Result<Peer<<W::Connector as Connector>::Links>, Failed> {
        Ok(Peer::new(self.world.connect().await?))
    }

    /// Ends the broker as a crash does, and starts it again.
    ///
    /// # Errors
    /// It did not come back.
    pub async fn restart(&self) -> Result<(), Failed> {
        self.world.restart().await
    }

    /// What was seen.
    pub fn into_seen(self) -> Vec<String> {
        self.seen.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
