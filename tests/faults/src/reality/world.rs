use std::{future::Future, sync::Arc};

use tidings_wire::link::Connector;

use super::failed::Failed;
use crate::Protocol;

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
