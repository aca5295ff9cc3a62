use std::sync::Arc;

use async_trait::async_trait;

use super::Settlement;
use crate::{envelope::Parcel, error::Error, id::EventId};

/// The dead letters of one listener, as its provider keeps them.
#[async_trait]
pub trait DeadLetterQueue: Send {
    /// The oldest `limit` dead letters, which stay where they are.
    ///
    /// # Errors
    /// No connection within the start timeout, or a missing right.
    async fn list(&mut self, limit: usize) -> Result<Vec<Arc<dyn Parcel>>, Error>;

    /// Takes the dead letter of this id out of everybody else's reach, until it is settled; `None` if there is none.
    ///
    /// # Errors
    /// No connection within the start timeout, or a missing right.
    async fn take(&mut self, id: &EventId) -> Result<Option<Box<dyn Held>>, Error>;
}

/// A dead letter that is about to be re-sent or discarded; dropping it returns it.
#[async_trait]
pub trait Held: Send {
    /// The dead letter.
    fn parcel(&self) -> &Arc<dyn Parcel>;

    /// Accepts or returns it, and waits until the provider has done so.
    ///
    /// # Errors
    /// No connection: the dead letter is still there.
    async fn settle(self: Box<Self>, settlement: Settlement) -> Result<(), Error>;
}
