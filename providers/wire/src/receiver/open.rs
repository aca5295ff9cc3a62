use tidings_core::{Error, provider::Claim};

use crate::{
    connection::{Epoch, Reach, Shared},
    link::{Links, Node, Source},
};

/// A queue that was made sure of, and a link to it.
pub(crate) struct Opening<L: Links> {
    pub(crate) link: L::Receiver,
    /// Whether others can send to the queue.
    pub(crate) reach: Reach,
    pub(crate) notes: Vec<String>,
}

/// Makes sure of a claim's queue and its dead letters, and attaches to it.
pub(crate) async fn open<L: Links>(shared: &Shared, epoch: &Epoch<L>, claim: &Claim) -> Result<Opening<L>, Error> {
    let prepared = epoch.topology.prepare(claim).await?;
    let reach = match &prepared.node {
        Node::Queue(_) => Reach::ByName,
        _ => Reach::Nobody,
    };
    match epoch.links.attach_receiver(&Source::of(prepared.node)).await {
        Ok(link) => Ok(Opening { link, reach, notes: prepared.notes }),
        Err(fault) => {
            let queue = claim.full_queue();
            let error = fault.into_error("attach a receiver").with("queue", queue).with("user", &shared.user);
            if prepared.is_new && !error.is_retryable() {
                // Nobody will ever empty it. A queue that cannot be removed either is the lesser evil.
                drop(epoch.topology.remove(&claim.queue()).await);
            }
            Err(error)
        }
    }
}
