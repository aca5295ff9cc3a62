use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use tidings_core::{
    envelope::Parcel,
    error::{Error, Problem},
    provider::{
        Admission, Capabilities, Claim, Connection, Context, DeadLetterQueue, Health, Opened, Provider, Receipt,
        Sender, Target,
    },
};
use tokio::sync::watch;

use super::lock;

/// A provider that writes down what it was asked to carry.
#[derive(Clone)]
pub(crate) struct Spy {
    inner: Arc<dyn Provider>,
    offered: Arc<Mutex<Vec<String>>>,
}

impl Spy {
    pub(super) fn new(inner: Arc<dyn Provider>) -> Self {
        Self { inner, offered: Arc::default() }
    }

    /// The names of the events that it carried to their addresses.
    pub(crate) fn offered(&self) -> Vec<String> {
        lock(&self.offered).clone()
    }
}

struct SpyConnection {
    inner: Arc<dyn Connection>,
    offered: Arc<Mutex<Vec<String>>>,
}

struct SpySender {
    inner: Arc<dyn Sender>,
    offered: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl Provider for Spy {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn check(&self, claims: &[Claim]) -> Vec<Problem> {
        self.inner.check(claims)
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        let inner = self.inner.connect(context).await?;
        Ok(Arc::new(SpyConnection { inner, offered: self.offered.clone() }))
    }
}

#[async_trait]
impl Connection for SpyConnection {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn sender(&self, target: &Target) -> Arc<dyn Sender> {
        let inner = self.inner.sender(target);
        match target {
            Target::Address(_) => Arc::new(SpySender { inner, offered: self.offered.clone() }),
            _ => inner,
        }
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

impl Sender for SpySender {
    fn offer(&self, parcel: Arc<dyn Parcel>, admission: Admission) -> Receipt {
        lock(&self.offered).push(parcel.envelope().event().name().to_owned());
        self.inner.offer(parcel, admission)
    }

    fn is_inline(&self) -> bool {
        // What is not offered cannot be written down.
        false
    }
}
