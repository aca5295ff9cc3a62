use std::{future::Future, sync::Arc};

use tidings_wire::link::Connector;

use super::failed::Failed;

/// What carries the frames: some things cannot be said, or seen, in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// AMQP 1.0.
    Amqp,
    /// STOMP 1.2.
    Stomp,
}

impl Protocol {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Amqp => "amqp",
            Self::Stomp => "stomp",
        }
    }
}

/// A connection, and what breaks it.
pub struct Connected<L> {
    /// The links of it.
    pub links: Arc<L>,
    /// Ends it at once and without a word, as the death of the process would.
    pub cut: Box<dyn Fn() + Send + Sync>,
}

/// A broker on which a script runs: a real one, or the model.
pub trait World: Send + Sync + 'static {
    /// How it is reached.
    type Connector: Connector;

    /// What it is reached by.
    fn protocol(&self) -> Protocol;

    /// Opens a connection that nothing else shares.
    ///
    /// # Errors
    /// The broker is not to be had.
    fn connect(&self) -> impl Future<Output = Result<Connected<<Self::Connector as Connector>::Links>, Failed>> + Send;

    /// Ends the broker as a crash does, and starts it again with what was durable.
    ///
    /// # Errors
    /// It did not come back.
    fn restart(&self) -> impl Future<Output = Result<(), Failed>> + Send;
}
