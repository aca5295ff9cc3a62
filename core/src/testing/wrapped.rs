use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::watch;

use crate::{
    envelope::Parcel,
    error::{Error, Problem},
    provider::{
        Capabilities, Claim, Connection, Context, DeadLetterQueue, Health, Opened, Provider, QueueNaming, Receiver,
        Sender, Target,
    },
};

/// What is done between core and the provider within a [`Wrapped`] one; what is not overridden stays as it is.
pub trait Wrap: Clone + Send + Sync + 'static {
    /// The provider within has connected.
    fn connected(&self, _: &Arc<dyn Connection>) {}

    /// What takes the envelopes for this target, instead of the connection's own sender.
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        connection.sender(target)
    }

    /// What gives the deliveries, instead of the connection's own receiver.
    fn receiver(&self, inner: Box<dyn Receiver>) -> Box<dyn Receiver> {
        inner
    }
}

/// A provider about another one, which looks at what passes, or meddles with it.
#[derive(Clone)]
pub struct Wrapped<W> {
    inner: Arc<dyn Provider>,
    wrap: W,
}

impl<W: Wrap> Wrapped<W> {
    /// Wraps a provider.
    pub fn new(inner: Arc<dyn Provider>, wrap: W) -> Self {
        Self { inner, wrap }
    }

    /// What is done in between.
    pub fn wrap(&self) -> &W {
        &self.wrap
    }
}

#[async_trait]
impl<W: Wrap> Provider for Wrapped<W> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn queue_naming(&self) -> QueueNaming {
        self.inner.queue_naming()
    }

    fn check(&self, claims: &[Claim]) -> Vec<Problem> {
        self.inner.check(claims)
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        let inner = self.inner.connect(context).await?;
        self.wrap.connected(&inner);
        Ok(Arc::new(WrappedConnection { inner, wrap: self.wrap.clone() }))
    }
}

struct WrappedConnection<W> {
    inner: Arc<dyn Connection>,
    wrap: W,
}

#[async_trait]
impl<W: Wrap> Connection for WrappedConnection<W> {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn sender(&self, target: &Target) -> Arc<dyn Sender> {
        self.wrap.sender(target, &self.inner)
    }

    async fn verify(&self, target: &Target) -> Result<(), Error> {
        self.inner.verify(target).await
    }

    async fn subscribe(&self, claim: &Claim) -> Result<Opened, Error> {
        let Opened { receiver, notes, health } = self.inner.subscribe(claim).await?;
        Ok(Opened { receiver: self.wrap.receiver(receiver), notes, health })
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
