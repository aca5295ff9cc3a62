use std::sync::Arc;

use tokio::{select, sync::watch};

use crate::{
    link::{Fault, Links},
    supervisor,
    topology::Topology,
};

/// One life of the connection, with everything that dies with it.
pub(crate) struct Epoch<L> {
    pub(crate) number: supervisor::Epoch,
    pub(crate) links: Arc<L>,
    pub(crate) topology: Arc<dyn Topology>,
}

/// The epoch of now, if there is one; every sender and receiver watches it.
pub(crate) type Now<L> = watch::Receiver<Option<Arc<Epoch<L>>>>;

/// Waits for an epoch other than `last`; `None` once the connection is closed for good. Cancel safe.
pub(crate) async fn next<L: Links>(now: &mut Now<L>, last: Option<supervisor::Epoch>) -> Option<Arc<Epoch<L>>> {
    let found = now.wait_for(|epoch| epoch.as_ref().is_some_and(|epoch| Some(epoch.number) != last)).await;
    found.ok()?.clone()
}

/// Waits for the end of an epoch: the connection's death, or that nobody wants it any more. Cancel safe.
pub(crate) async fn over<L: Links>(epoch: &Epoch<L>, mut now: Now<L>) -> Fault {
    let replaced = now.wait_for(|now| now.as_ref().is_none_or(|now| now.number != epoch.number));
    select! {
        // First the one that knows why.
        biased;
        fault = epoch.links.lost() => fault,
        // An error is the end of all epochs.
        _ = replaced => Fault::gone("the connection is closed"),
    }
}
