use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::watch;

use super::{Capabilities, Claim, DeadLetterQueue, Health, NobodyListens, QueueNaming, Receiver, Sender, Target};
use crate::{
    envelope::Parcel,
    error::{Error, Problem},
    runtime::Runtime,
};

/// A transport that was configured but not yet connected.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// A short name for logs and health, such as `amqp`.
    fn name(&self) -> &str;

    /// What it can do at best, known before it is connected.
    fn capabilities(&self) -> Capabilities;

    /// How it has queues named.
    fn queue_naming(&self) -> QueueNaming {
        QueueNaming::Listener
    }

    /// What in these claims, or in its own configuration, cannot work; nothing is connected.
    fn check(&self, claims: &[Claim]) -> Vec<Problem>;

    /// Connects, trying again until [`Limits::start_timeout`] where that can help.
    ///
    /// # Errors
    /// At once for wrong credentials or a foreign protocol; after the timeout with the last cause otherwise.
    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error>;
}

/// A connection that mends itself: it may lose its broker and come back, in a new epoch, without anybody's action.
#[async_trait]
pub trait Connection: Send + Sync + 'static {
    /// What the broker that was found can do: as much as its provider said, or less.
    fn capabilities(&self) -> Capabilities;

    /// What envelopes to this target are offered to. Nothing is awaited: it attaches in the background, and what is
    /// offered meanwhile waits.
    fn sender(&self, target: &Target) -> Arc<dyn Sender>;

    /// Makes sure that this target can be sent to.
    ///
    /// # Errors
    /// What denies it, such as a missing right.
    async fn verify(&self, target: &Target) -> Result<(), Error>;

    /// Declares the queue of a claim and its dead letters, and begins to receive, without credit.
    ///
    /// # Errors
    /// A missing right, or a queue that exists with other properties.
    async fn subscribe(&self, claim: &Claim) -> Result<Opened, Error>;

    /// Opens the dead letters of a listener.
    ///
    /// # Errors
    /// A missing right, no connection, or a provider without dead letters.
    async fn dead_letters(&self, claim: &Claim) -> Result<Box<dyn DeadLetterQueue>, Error>;

    /// Deletes a queue that no listener of this process uses, with what is in it.
    ///
    /// # Errors
    /// If there is none, it is in use, or the right is missing.
    async fn remove_queue(&self, queue: &str) -> Result<(), Error>;

    /// Its state, now and later.
    fn health(&self) -> watch::Receiver<Health>;

    /// Waits, at most `limit`, until nothing is left that would be lost with this process: a provider whose queues are
    /// in the process has its listeners work them off; one with a broker is done at once.
    async fn work_off(&self, limit: Duration);

    /// Sends what was offered, then closes; bounded by `limit`. Gives back what is lost with this process: nothing,
    /// for a provider with a broker.
    ///
    /// # Errors
    /// What could not be finished in time.
    ///
    /// # Cancel safety
    /// A dropped call may be repeated, with another limit too: what it had not given back is given back then.
    async fn close(&self, limit: Duration) -> Result<Vec<Arc<dyn Parcel>>, Error>;
}

/// What a listener's queue was opened as.
#[non_exhaustive]
pub struct Opened {
    /// Gives deliveries.
    pub receiver: Box<dyn Receiver>,
    /// What whoever starts the program should know, such as properties that differ from those asked for.
    pub notes: Vec<String>,
    /// Whether this queue is received from, now and later; `None` if that is what the connection's health says.
    pub health: Option<watch::Receiver<Health>>,
}

impl Opened {
    /// An opened queue.
    pub fn new(receiver: Box<dyn Receiver>) -> Self {
        Self { receiver, notes: Vec::new(), health: None }
    }

    /// With a state of its own: it is up only while deliveries of this queue can come.
    #[must_use]
    pub fn with_health(mut self, health: watch::Receiver<Health>) -> Self {
        self.health = Some(health);
        self
    }

    /// With what whoever starts the program should know.
    #[must_use]
    pub fn with_notes(mut self, notes: Vec<String>) -> Self {
        self.notes = notes;
        self
    }
}

/// What a manager gives its providers.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Context {
    /// Clock, ids, jitter, tasks.
    pub runtime: Runtime,
    /// Sizes and times.
    pub limits: Limits,
    /// What becomes of events that no queue would get.
    pub nobody_listens: NobodyListens,
}

impl Context {
    /// A context of these parts.
    pub fn new(runtime: Runtime, limits: Limits) -> Self {
        Self { runtime, limits, nobody_listens: NobodyListens::default() }
    }

    /// With what becomes of events that no queue would get.
    #[must_use]
    pub fn with_nobody_listens(mut self, nobody_listens: NobodyListens) -> Self {
        self.nobody_listens = nobody_listens;
        self
    }
}

/// Sizes and times that hold for everything a manager does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest body sent or received, in bytes (inclusive); default 16 MiB.
    pub body_bytes: usize,
    /// All headers of one envelope together, in bytes (inclusive); default 64 KiB.
    pub header_bytes: usize,
    /// Events sent but not yet confirmed, per provider; default 1,000.
    pub window_events: usize,
    /// Bytes sent but not yet confirmed, per provider; default 64 MiB. One event always passes.
    pub window_bytes: usize,
    /// Bytes of deliveries fetched ahead, per listener; default 64 MiB. No further delivery is asked for above it, so
    /// that what was asked for already may exceed it.
    pub prefetch_bytes: usize,
    /// How long a send may take until it is confirmed; default 10 s.
    pub send_timeout: Duration,
    /// How long connecting is tried at the start; default 30 s.
    pub start_timeout: Duration,
    /// How long a shutdown waits for what is in flight; default 30 s.
    pub drain: Duration,
    /// Silence after which a connection counts as lost; default 10 s.
    pub heartbeat: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 16 << 20,
            header_bytes: 64 << 10,
            window_events: 1_000,
            window_bytes: 64 << 20,
            prefetch_bytes: 64 << 20,
            send_timeout: Duration::from_secs(10),
            start_timeout: Duration::from_secs(30),
            drain: Duration::from_secs(30),
            heartbeat: Duration::from_secs(10),
        }
    }
}
