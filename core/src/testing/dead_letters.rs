use std::sync::Arc;

use async_trait::async_trait;

use super::letters::Letters;
use crate::{
    error::Error,
    id::EventId,
    provider::{DeadLetterQueue, Held, Settlement},
    sending::SharedEnvelope,
};

/// The dead letters that the script has confirmed.
pub(super) struct ScriptedDeadLetters {
    pub(super) letters: Arc<Letters>,
    pub(super) queue: String,
}

#[async_trait]
impl DeadLetterQueue for ScriptedDeadLetters {
    async fn list(&mut self, limit: usize) -> Result<Vec<SharedEnvelope>, Error> {
        Ok(self.letters.of(&self.queue, |letters| letters.iter().take(limit).cloned().collect()))
    }

    async fn take(&mut self, id: &EventId) -> Result<Option<Box<dyn Held>>, Error> {
        let (letters, queue) = (self.letters.clone(), self.queue.clone());
        let taken = self.letters.of(&self.queue, |letters| {
            let at = letters.iter().position(|letter| letter.envelope().id() == id)?;
            Some((at, letters.remove(at)))
        });
        Ok(taken.map(|(at, letter)| Box::new(Taken { letters, queue, at, letter, returns: true }) as Box<dyn Held>))
    }
}

struct Taken {
    letters: Arc<Letters>,
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
        self.returns = settlement == Settlement::Return;
        Ok(())
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if self.returns {
            self.letters.of(&self.queue, |letters| {
                letters.insert(self.at.min(letters.len()), self.letter.clone());
            });
        }
    }
}
