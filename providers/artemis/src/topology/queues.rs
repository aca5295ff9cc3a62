use tidings_core::{Error, provider::Claim};

use super::{
    dead_letters,
    ensure::{self, Ensured},
    existing,
    list::{self, QueueDepth},
    options::Options,
    room,
};
use crate::{
    management::{Management, QueueConfig, Routing},
    names::QueueName,
};

/// The queues of one broker, seen through its management.
pub(crate) struct Queues<'a> {
    management: &'a dyn Management,
    options: Options,
}

impl<'a> Queues<'a> {
    /// The queues behind this management.
    pub(crate) fn new(management: &'a dyn Management, options: Options) -> Self {
        Self { management, options }
    }

    /// Makes sure that the queue of a claim exists.
    ///
    /// # Errors
    /// `Conflict` if a queue of its name is something else, with both and the remedies; what the management said
    /// otherwise.
    pub(crate) async fn ensure_queue(&self, claim: &Claim) -> Result<Ensured, Error> {
        let name = QueueName::of(claim);
        let config = if claim.is_durable() {
            QueueConfig::durable(name.queue, name.address, Routing::Multicast)
        } else {
            QueueConfig::volatile(name.queue, name.address)
        };
        ensure::ensure(self.management, &config.rebalancing(claim.is_rebalancing()), self.options.strict).await
    }

    /// Has the broker look for what it can give out of the queue of a claim, unless somebody paused that on purpose.
    ///
    /// # Errors
    /// What the management said.
    pub(crate) async fn nudge(&self, claim: &Claim) -> Result<(), Error> {
        existing::nudge(self.management, &QueueName::of(claim).queue).await
    }

    /// Makes sure that the queue of a claim's dead letters exists.
    ///
    /// # Errors
    /// As [`ensure_queue`](Self::ensure_queue).
    pub(crate) async fn ensure_dead_letters(&self, claim: &Claim) -> Result<Ensured, Error> {
        let name = QueueName::dead_letters(claim);
        let config = QueueConfig::durable(name.queue, name.address, Routing::Anycast);
        ensure::ensure(self.management, &config, self.options.strict).await
    }

    /// Checks that what the broker gives up on, after its own delivery attempts, is not dropped.
    ///
    /// # Errors
    /// `Conflict` for a durable claim whose address has no usable dead-letter address, unless drops are allowed.
    pub(crate) async fn check_dead_letter_address(&self, claim: &Claim) -> Result<Vec<String>, Error> {
        dead_letters::check(self.management, claim, self.options.allow_broker_drops).await
    }

    /// Checks that an address does not drop durable events while it is full.
    ///
    /// # Errors
    /// `Conflict` if it does, unless drops are allowed.
    pub(crate) async fn check_room(&self, address: &str) -> Result<Option<String>, Error> {
        room::check(self.management, address, self.options.allow_broker_drops).await
    }

    /// Whether an address refuses what it has no room for, in words.
    ///
    /// # Errors
    /// What the management said.
    pub(crate) async fn refuses(&self, address: &str) -> Result<Option<String>, Error> {
        room::refuses(self.management, address).await
    }

    /// The queues in which the broker keeps what it gives up on at a claim's address; none if it drops it.
    ///
    /// # Errors
    /// What the management said.
    pub(crate) async fn broker_dead_letters(&self, claim: &Claim) -> Result<Vec<QueueName>, Error> {
        dead_letters::of_the_broker(self.management, claim).await
    }

    /// Makes sure that the queue of a claim is there and at its address: a send to a full name whose queue lives on
    /// another address is confirmed and lost.
    ///
    /// # Errors
    /// `NotFound` or `Conflict`.
    pub(crate) async fn verify_queue(&self, claim: &Claim) -> Result<(), Error> {
        existing::verify(self.management, &QueueName::of(claim)).await
    }

    /// Deletes a queue that nobody consumes from, with what is in it.
    ///
    /// # Errors
    /// `NotFound` if there is none, `Conflict` if it is in use.
    pub(crate) async fn remove_queue(&self, queue: &str) -> Result<(), Error> {
        existing::remove(self.management, queue).await
    }

    /// The queues that a per-process listener has on other servers, with their depth.
    ///
    /// # Errors
    /// What the management said.
    pub(crate) async fn queues_of_other_servers(&self, claim: &Claim) -> Result<Vec<QueueDepth>, Error> {
        list::others(self.management, claim).await
    }
}
