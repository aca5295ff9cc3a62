//! Makes sure that what a listener receives from is there.

use tidings_artemis::{names::QueueName, topology::Topology};
use tidings_core::{Error, provider::Claim};

use crate::{
    connection::{Epoch, Shared},
    link::{Kind, Links, Terminus},
};

/// A queue that was made sure of, and a link to it.
pub(crate) struct Opening<L: Links> {
    pub(crate) link: L::Receiver,
    pub(crate) notes: Vec<String>,
}

/// Makes sure of a claim's queue and its dead letters, and attaches to it.
pub(crate) async fn open<L: Links>(shared: &Shared, epoch: &Epoch<L>, claim: &Claim) -> Result<Opening<L>, Error> {
    let topology = Topology::new(&epoch.management, shared.topology);
    let name = QueueName::of(claim);
    let mut notes = Vec::new();
    let dead_letters = topology.ensure_dead_letters(claim).await?;
    let ensured = topology.ensure_queue(claim).await?;
    notes.extend(dead_letters.notes);
    notes.extend(ensured.notes);
    match epoch.links.attach_receiver(&Terminus::new(name.full(), Kind::Topic)).await {
        Ok(link) => Ok(Opening { link, notes }),
        Err(fault) => {
            let error = fault.into_error("attach a receiver").with("queue", name.full()).with("user", &shared.user);
            if ensured.created && !error.is_retryable() {
                // Nobody will ever empty it. A queue that cannot be removed either is the lesser evil.
                drop(topology.remove_queue(&name.queue).await);
            }
            Err(error)
        }
    }
}
