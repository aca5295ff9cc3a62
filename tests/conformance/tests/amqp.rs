//! AMQP 1.0 over a real Apache Artemis.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_amqp::Amqp;
use tidings_broker::Artemis;
use tidings_conformance::{Breakable, Breaker, Fixture};
use tidings_core::{error::BoxError, provider::Provider};

/// The broker that the tests of this binary share, and one of its own for each that breaks it.
struct OverArtemis(Result<&'static Artemis, tidings_broker::Error>);

fn on(broker: &Artemis) -> Arc<dyn Provider> {
    Arc::new(Amqp::connect(broker.amqp_url()))
}

#[async_trait]
impl Fixture for OverArtemis {
    async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError> {
        Ok(on(self.0.as_ref().map_err(Clone::clone)?))
    }

    fn patience(&self) -> Duration {
        // A start of a broker is among what is waited for.
        Duration::from_secs(40)
    }

    fn breaker(&self) -> Option<&dyn Breaker> {
        self.0.as_ref().is_ok_and(|broker| broker.is_ours()).then_some(self)
    }
}

#[async_trait]
impl Breaker for OverArtemis {
    async fn broker(&self) -> Result<Box<dyn Breakable>, BoxError> {
        Ok(Box::new(Own(Artemis::start().await?)))
    }
}

struct Own(Artemis);

#[async_trait]
impl Breakable for Own {
    async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError> {
        Ok(on(&self.0))
    }

    async fn kill(&self) -> Result<(), BoxError> {
        Ok(self.0.kill().await?)
    }

    async fn restart(&self) -> Result<(), BoxError> {
        Ok(self.0.restart().await?)
    }

    async fn freeze(&self) -> Result<(), BoxError> {
        Ok(self.0.freeze().await?)
    }

    async fn thaw(&self) -> Result<(), BoxError> {
        Ok(self.0.thaw().await?)
    }
}

tidings_conformance::suite!(OverArtemis(tidings_broker::shared().await));
