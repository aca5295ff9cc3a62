//! A provider about another one, where a defect can meddle with every part of the seam.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_core::{
    envelope::Parcel,
    error::{Error, Problem},
    provider::{
        Capabilities, Claim, Connection, Context, DeadLetterQueue, Health, Opened, Provider, Receiver, Sender, Target,
    },
};
use tidings_local::Local;
use tokio::sync::watch;

/// A defect; what is not overridden stays honest.
pub(crate) trait Meddle: Clone + Send + Sync + 'static {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        connection.sender(target)
    }

    fn receiver(&self, inner: Box<dyn Receiver>) -> Box<dyn Receiver> {
        inner
    }
}

#[derive(Clone)]
pub(crate) struct Meddled<M> {
    local: Local,
    defect: M,
}

impl<M> Meddled<M> {
    pub(crate) fn new(local: Local, defect: M) -> Self {
        Self { local, defect }
    }
}

struct MeddledConnection<M> {
    inner: Arc<dyn Connection>,
    defect: M,
}

#[async_trait]
impl<M: Meddle> Provider for Meddled<M> {
    fn name(&self) -> &str {
        "meddled"
    }

    fn capabilities(&self) -> Capabilities {
        self.local.capabilities()
    }

    fn check(&self, claims: &[Claim]) -> Vec<Problem> {
        self.local.check(claims)
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        let inner = self.local.connect(context).await?;
        Ok(Arc::new(MeddledConnection { inner, defect: self.defect.clone() }))
    }
}

#[async_trait]
impl<M: Meddle> Connection for MeddledConnection<M> {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn sender(&self, target: &Target) -> Arc<dyn Sender> {
        self.defect.sender(target, &self.inner)
    }

    async fn verify(&self, target: &Target) -> Result<(), Error> {
        self.inner.verify(target).await
    }

    async fn subscribe(&self, claim: &Claim) -> Result<Opened, Error> {
        let opened = self.inner.subscribe(claim).await?;
        Ok(Opened::new(self.defect.receiver(opened.receiver)).with_notes(opened.notes))
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
