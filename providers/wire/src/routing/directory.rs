use std::collections::BTreeSet;

use async_trait::async_trait;
use tidings_core::Error;

/// Says who gets what is sent to an address of one broker, through one connection.
#[async_trait]
pub trait Directory: Send + Sync {
    /// The names of everything that is bound to the address of a place now, also by a pattern. Asking for a
    /// whole address may make it, as sending there would.
    ///
    /// # Errors
    /// `Unauthorized` where the user may not ask; what the broker said otherwise.
    async fn bound(&self, place: &Place) -> Result<BTreeSet<String>, Error>;

    /// Is told of everything that changes from now on.
    ///
    /// # Errors
    /// A missing right, or no connection.
    async fn changes(&self) -> Result<Box<dyn Changes>, Error>;

    /// How many receive from a queue, this process included.
    ///
    /// # Errors
    /// As [`bound`](Self::bound); `NotFound` if there is no such queue.
    async fn receivers(&self, queue: &str) -> Result<u64, Error>;
}

/// Tells of changes, in their order.
#[async_trait]
pub trait Changes: Send {
    /// The next change.
    ///
    /// # Errors
    /// The link or the connection is lost, and changes may have been missed.
    ///
    /// # Cancel safety
    /// Dropping the future loses no change.
    async fn next(&mut self) -> Result<Change, Error>;
}

/// Something came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A queue was bound to an address.
    Added(Place),
    /// A queue is bound to an address no more.
    Removed(Place),
    /// Something changed that may concern many addresses, such as a queue that is bound to a pattern.
    Many,
}

/// Where something is sent: to an address, or to one queue of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Place {
    /// The address.
    pub address: String,
    /// The queue, by its own name; `None` for all of the address.
    pub queue: Option<String>,
}

impl Place {
    /// A whole address.
    pub fn address(address: impl Into<String>) -> Self {
        Self { address: address.into(), queue: None }
    }

    /// One queue of an address.
    pub fn queue(address: impl Into<String>, queue: impl Into<String>) -> Self {
        Self { address: address.into(), queue: Some(queue.into()) }
    }
}
