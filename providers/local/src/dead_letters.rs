use std::sync::Arc;

use async_trait::async_trait;
use tidings_core::{
    envelope::Parcel,
    error::Error,
    id::EventId,
    provider::{DeadLetterQueue, Held, Settlement},
};

use crate::broker::DeadLetters;

/// The dead letters of one listener, to be looked through.
pub(crate) struct LocalDeadLetters(Arc<DeadLetters>);

/// A dead letter that nobody else sees.
struct LocalHeld {
    letters: Arc<DeadLetters>,
    nth: u64,
    parcel: Arc<dyn Parcel>,
}

impl LocalDeadLetters {
    pub(crate) fn new(letters: Arc<DeadLetters>) -> Self {
        Self(letters)
    }
}

#[async_trait]
impl DeadLetterQueue for LocalDeadLetters {
    async fn list(&mut self, limit: usize) -> Result<Vec<Arc<dyn Parcel>>, Error> {
        Ok(self.0.list(limit))
    }

    async fn take(&mut self, id: &EventId) -> Result<Option<Box<dyn Held>>, Error> {
        let letters = self.0.clone();
        Ok(letters.hold(id).map(|(nth, parcel)| Box::new(LocalHeld { letters, nth, parcel }) as Box<dyn Held>))
    }
}

#[async_trait]
impl Held for LocalHeld {
    fn parcel(&self) -> &Arc<dyn Parcel> {
        &self.parcel
    }

    async fn settle(self: Box<Self>, settlement: Settlement) -> Result<(), Error> {
        if settlement == Settlement::Accept {
            self.letters.remove(self.nth);
        }
        Ok(())
    }
}

impl Drop for LocalHeld {
    /// Shows it again; one that was accepted is not there any more.
    fn drop(&mut self) {
        self.letters.release(self.nth);
    }
}
