//! What lies on a broker: the seam to whatever makes sure of it.

use std::sync::Arc;

use async_trait::async_trait;
use tidings_core::{Error, event::EventRef, provider::Claim};

use crate::{
    link::{Fault, Node},
    routing::Directory,
};

/// Makes sure of the queues of one broker, through one connection.
#[async_trait]
pub trait Topology: Send + Sync {
    /// Checks once, at the start, what the broker's settings mean for a claim; gives what whoever starts the program
    /// should know.
    ///
    /// # Errors
    /// Settings with which events would be lost in silence.
    async fn check(&self, claim: &Claim) -> Result<Vec<String>, Error>;

    /// Checks once, at the start, what the broker's settings mean for what is sent to the address of an event; gives what
    /// whoever starts the program should know. A broker that has no such settings has nothing to say.
    ///
    /// # Errors
    /// Settings with which events would be lost in silence.
    async fn check_address(&self, _: &EventRef) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    /// Why the broker refused what was sent to an address, where it did not say so itself; nothing if that cannot be told.
    ///
    /// # Errors
    /// The broker cannot be asked.
    async fn why_refused(&self, _: &str) -> Result<Option<Fault>, Error> {
        Ok(None)
    }

    /// Makes sure of the queue of a claim and of its dead letters, and says where to attach.
    ///
    /// # Errors
    /// A missing right, or a queue that is something else.
    async fn prepare(&self, claim: &Claim) -> Result<Prepared, Error>;

    /// Makes sure that the queue of a claim is there and at its address, before anything is sent to it.
    ///
    /// # Errors
    /// `NotFound` or `Conflict`.
    async fn verify(&self, claim: &Claim) -> Result<(), Error>;

    /// Has the broker look whether it may go on with a queue that it paused when somebody joined; asked now and then by
    /// every receiver of a claim that rebalances while it has nothing to do.
    ///
    /// # Errors
    /// What the broker said.
    async fn nudge(&self, claim: &Claim) -> Result<(), Error>;

    /// Deletes a queue that nobody receives from, with what is in it.
    ///
    /// # Errors
    /// `NotFound` if there is none, `Conflict` if it is in use, `Unsupported` where it cannot be done.
    async fn remove(&self, queue: &str) -> Result<(), Error>;

    /// Makes sure of the dead letters of a claim, and says where they lie.
    ///
    /// # Errors
    /// A missing right, or a queue that is something else.
    async fn dead_letters(&self, claim: &Claim) -> Result<Vec<Place>, Error>;

    /// What can be asked who gets what is sent; `None` for a broker that cannot be asked.
    fn directory(&self) -> Option<Arc<dyn Directory>>;
}

/// What was made sure of.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Prepared {
    /// Where a receiver attaches.
    pub node: Node,
    /// Whether the queue was made now, and should be removed again if it turns out to be unusable.
    pub is_new: bool,
    /// What whoever starts the program should know.
    pub notes: Vec<String>,
}

impl Prepared {
    /// A place that was there, or that attaching makes.
    pub fn new(node: Node) -> Self {
        Self { node, is_new: false, notes: Vec::new() }
    }

    /// The queue was made now.
    #[must_use]
    pub fn made_now(mut self, is_new: bool) -> Self {
        self.is_new = is_new;
        self
    }

    /// With what whoever starts the program should know.
    #[must_use]
    pub fn with_notes(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.notes.extend(notes);
        self
    }
}

/// A queue in which dead letters lie.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Place {
    /// Its name, as a receiver attaches to it.
    pub queue: String,
    /// Whether the broker itself put them there: they have no reason, and those of other queues may lie among them.
    pub is_brokers: bool,
}

impl Place {
    /// The queue of what Tidings gave up on.
    pub fn own(queue: impl Into<String>) -> Self {
        Self { queue: queue.into(), is_brokers: false }
    }

    /// A queue of what the broker gave up on.
    pub fn of_the_broker(queue: impl Into<String>) -> Self {
        Self { queue: queue.into(), is_brokers: true }
    }
}
