use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::watch;

use super::{
    answer::scripted,
    dead_letters::ScriptedDeadLetters,
    receiver::ScriptedReceiver,
    sender::ScriptedSender,
    shared::{Operation, Shared},
};
use crate::{
    error::{Error, ErrorKind},
    provider::{Capabilities, Claim, Connection, DeadLetterQueue, Health, Opened, Sender, Target},
    sending::SharedEnvelope,
};

/// A connection to nothing but the script.
pub(super) struct ScriptedConnection(pub(super) Arc<Shared>);

#[async_trait]
impl Connection for ScriptedConnection {
    fn capabilities(&self) -> Capabilities {
        self.0.state().capabilities
    }

    fn sender(&self, target: &Target) -> Arc<dyn Sender> {
        Arc::new(ScriptedSender::new(self.0.clone(), target.clone()))
    }

    async fn verify(&self, target: &Target) -> Result<(), Error> {
        self.0.turn().await;
        if let Target::Address(event) = target {
            self.0.permit(Operation::Verify, event.address())?;
            self.0.change(|state| state.verified.push(event.address().to_owned()));
        }
        Ok(())
    }

    async fn subscribe(&self, claim: &Claim) -> Result<Opened, Error> {
        let queue = claim.queue().into_owned();
        self.0.turn().await;
        self.0.permit(Operation::Subscribe, &queue)?;
        let health = self.0.change(|state| state.queue(&queue).health().subscribe());
        let receiver = Box::new(ScriptedReceiver::open(self.0.clone(), queue));
        self.0.turn().await;
        Ok(Opened::new(receiver).with_health(health))
    }

    async fn dead_letters(&self, claim: &Claim) -> Result<Box<dyn DeadLetterQueue>, Error> {
        let queue = claim.dead_letter_queue();
        self.0.turn().await;
        self.0.permit(Operation::DeadLetters, &queue)?;
        Ok(Box::new(ScriptedDeadLetters { shared: self.0.clone(), queue }))
    }

    async fn remove_queue(&self, queue: &str) -> Result<(), Error> {
        self.0.turn().await;
        let removed = self.0.change(|state| match state.queues.get(queue) {
            None => Err(scripted(ErrorKind::NotFound)),
            Some(used) if used.open => Err(scripted(ErrorKind::Conflict)),
            Some(_) => {
                state.queues.remove(queue);
                state.removed.push(queue.to_owned());
                Ok(())
            }
        });
        self.0.turn().await;
        removed
    }

    fn health(&self) -> watch::Receiver<Health> {
        self.0.health.subscribe()
    }

    async fn work_off(&self, _: Duration) {
        self.0.turn().await;
        self.0.change(|state| state.worked_off += 1);
    }

    async fn close(&self, _: Duration) -> Result<Vec<SharedEnvelope>, Error> {
        self.0.turn().await;
        self.0.change(|state| {
            state.closed += 1;
            match state.close_fails {
                Some(kind) => Err(scripted(kind)),
                None => Ok(std::mem::take(&mut state.undelivered)),
            }
        })
    }
}
