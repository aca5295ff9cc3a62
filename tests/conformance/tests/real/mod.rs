use std::{future::Future, ops::Deref, pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_broker::{Control, Error};
use tidings_conformance::{Breakable, Breaker, Fixture};
use tidings_core::{error::BoxError, provider::Provider};

/// Makes a provider on a broker.
pub(crate) type On<B> = fn(&B) -> Arc<dyn Provider>;
type Started<B> = Pin<Box<dyn Future<Output = Result<B, Error>> + Send>>;

/// A real broker: one that the tests of a binary share, and one of its own for each that breaks it.
pub(crate) struct Real<B: 'static> {
    pub(crate) shared: Result<&'static B, Error>,
    pub(crate) start: fn() -> Started<B>,
    pub(crate) on: On<B>,
}

#[async_trait]
impl<B: Deref<Target = Control> + Send + Sync + 'static> Fixture for Real<B> {
    async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError> {
        Ok((self.on)(self.shared.as_ref().map_err(Clone::clone)?))
    }

    fn patience(&self) -> Duration {
        // A start of a broker is among what is waited for.
        Duration::from_secs(40)
    }

    fn breaker(&self) -> Option<&dyn Breaker> {
        self.shared.as_ref().is_ok_and(|broker| broker.is_ours()).then_some(self)
    }
}

#[async_trait]
impl<B: Deref<Target = Control> + Send + Sync + 'static> Breaker for Real<B> {
    async fn broker(&self) -> Result<Box<dyn Breakable>, BoxError> {
        Ok(Box::new(Own { broker: (self.start)().await?, on: self.on }))
    }
}

struct Own<B> {
    broker: B,
    on: On<B>,
}

#[async_trait]
impl<B: Deref<Target = Control> + Send + Sync + 'static> Breakable for Own<B> {
    async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError> {
        Ok((self.on)(&self.broker))
    }

    async fn flush(&self) -> Result<(), BoxError> {
        Ok(self.broker.flush().await?)
    }

    async fn kill(&self) -> Result<(), BoxError> {
        Ok(self.broker.kill().await?)
    }

    async fn restart(&self) -> Result<(), BoxError> {
        Ok(self.broker.restart().await?)
    }

    async fn freeze(&self) -> Result<(), BoxError> {
        Ok(self.broker.freeze().await?)
    }

    async fn thaw(&self) -> Result<(), BoxError> {
        Ok(self.broker.thaw().await?)
    }
}
