use std::sync::Arc;

use async_trait::async_trait;

use super::shared::Shared;
use crate::{
    error::Error,
    id::EventId,
    provider::{DeadLetterQueue, Held, Settlement},
    sending::SharedEnvelope,
};

/// The dead letters that the script has confirmed.
pub(super) struct ScriptedDeadLetters {
    pub(super) shared: Arc<Shared>,
    pub(super) queue: String,
}

#[async_trait]
impl DeadLetterQueue for ScriptedDeadLetters {
    async fn list(&mut self, limit: usize) -> Result<Vec<SharedEnvelope>, Error> {
        self.shared.turn().await;
        Ok(self.shared.letters.of(&self.queue, |letters| letters.iter().take(limit).cloned().collect()))
    }

    async fn take(&mut self, id: &EventId) -> Result<Option<Box<dyn Held>>, Error> {
        self.shared.turn().await;
        let (shared, queue) = (self.shared.clone(), self.queue.clone());
        let taken = self.shared.letters.of(&self.queue, |letters| {
            let at = letters.iter().position(|letter| letter.envelope().id() == id)?;
            Some((at, letters.remove(at)))
        });
        let taken =
            taken.map(|(at, letter)| Box::new(Taken { shared, queue, at, letter, returns: true }) as Box<dyn Held>);
        self.shared.turn().await;
        Ok(taken)
    }
}

struct Taken {
    shared: Arc<Shared>,
    queue: String,
    at: usize,
    letter: SharedEnvelope,
    returns: bool,
}

#[async_trait]
impl Held for Taken {
    fn parcel(&self) -> &SharedEnvelope {
        &self.letter
    }

    async fn settle(mut self: Box<Self>, settlement: Settlement) -> Result<(), Error> {
        self.shared.turn().await;
        self.returns = settlement == Settlement::Return;
        self.shared.turn().await;
        Ok(())
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if self.returns {
            self.shared.letters.of(&self.queue, |letters| {
                letters.insert(self.at.min(letters.len()), self.letter.clone());
            });
        }
    }
}
