use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_core::{error::BoxError, provider::Provider};

/// What the suite needs to know of a provider in order to judge it.
///
/// The suite makes a fixture for each behaviour; fixtures may share a broker, since the names that a behaviour uses are
/// its own.
#[async_trait]
pub trait Fixture: Send + Sync {
    /// A provider for one manager, not yet connected. All providers of one fixture lead to the same broker.
    ///
    /// # Errors
    /// Whatever keeps the broker from being there: a missing broker is a failure, never a skip.
    async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError>;

    /// How long the suite waits for what must happen before it calls it missing; default 20 s.
    fn patience(&self) -> Duration {
        Duration::from_secs(20)
    }

    /// Whether several managers, each with a provider of its own, share addresses and queues; default true.
    fn is_shared(&self) -> bool {
        true
    }

    /// Who makes brokers that may be broken; default nobody.
    fn breaker(&self) -> Option<&dyn Breaker> {
        None
    }
}

/// Makes brokers that a behaviour may kill and freeze.
#[async_trait]
pub trait Breaker: Send + Sync {
    /// A running broker that nobody else uses.
    ///
    /// # Errors
    /// Whatever keeps it from running.
    async fn broker(&self) -> Result<Box<dyn Breakable>, BoxError>;
}

/// A broker that may be broken; it ends when it is dropped.
#[async_trait]
pub trait Breakable: Send + Sync {
    /// A provider for one manager on this broker.
    ///
    /// # Errors
    /// Whatever keeps it from being made.
    async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError>;

    /// Waits until the queues that it has made would be there after a crash. Most brokers write a queue before they confirm
    /// it; RabbitMQ may take 2 s longer, which is nothing that a provider could change.
    ///
    /// # Errors
    /// It does not run, or does not write them.
    async fn flush(&self) -> Result<(), BoxError>;

    /// Ends the broker as a crash does.
    ///
    /// # Errors
    /// It does not run.
    async fn kill(&self) -> Result<(), BoxError>;

    /// Starts it again, with what it had stored, and waits until it is ready.
    ///
    /// # Errors
    /// It does not become ready.
    async fn restart(&self) -> Result<(), BoxError>;

    /// Lets it keep its connections and answer nobody.
    ///
    /// # Errors
    /// It does not run.
    async fn freeze(&self) -> Result<(), BoxError>;

    /// Lets a frozen broker go on.
    ///
    /// # Errors
    /// It does not run.
    async fn thaw(&self) -> Result<(), BoxError>;
}
