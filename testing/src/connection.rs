use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_core::{
    Error,
    envelope::Parcel,
    provider::{Admission, Capabilities, Claim, Connection, DeadLetterQueue, Health, Opened, Receipt, Sender, Target},
};
use tokio::sync::watch;

use crate::records::Records;

/// A connection that remembers what was offered to it.
pub(crate) struct Watched {
    pub(crate) inner: Arc<dyn Connection>,
    pub(crate) records: Arc<Records>,
}

#[async_trait]
impl Connection for Watched {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn sender(&self, target: &Target) -> Arc<dyn Sender> {
        Arc::new(WatchedSender { inner: self.inner.sender(target), records: self.records.clone() })
    }

    async fn verify(&self, target: &Target) -> Result<(), Error> {
        self.inner.verify(target).await
    }

    async fn subscribe(&self, claim: &Claim) -> Result<Opened, Error> {
        self.inner.subscribe(claim).await
    }

    async fn dead_letters(&self, claim: &Claim) -> Result<Box<dyn DeadLetterQueue>, Error> {
        self.inner.dead_letters(claim).await
    }

    async fn remove_queue(&self, queue: &str) -> Result<(), Error> {
        self.inner.remove_queue(queue).await
    }

    fn health(&self) -> watch::Receiver<Health> {
        self.inner.health()
    }

    async fn work_off(&self, limit: Duration) {
        self.inner.work_off(limit).await;
    }

    async fn close(&self, limit: Duration) -> Result<Vec<Arc<dyn Parcel>>, Error> {
        self.inner.close(limit).await
    }
}

struct WatchedSender {
    inner: Arc<dyn Sender>,
    records: Arc<Records>,
}

impl Sender for WatchedSender {
    fn offer(&self, parcel: Arc<dyn Parcel>, admission: Admission) -> Receipt {
        self.records.offered(&parcel);
        self.inner.offer(parcel, admission)
    }

    fn is_inline(&self) -> bool {
        self.inner.is_inline()
    }
}
