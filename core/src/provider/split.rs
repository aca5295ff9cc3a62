use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::watch;

use super::{
    Capabilities, Claim, Connection, Context, DeadLetterQueue, Health, Opened, Provider, QueueNaming, Sender, Target,
    capabilities::BodyKind,
};
use crate::{
    envelope::Parcel,
    error::{Error, Problem, ProblemKind},
};

/// Two providers as one: events are sent through the first, and listened to through the second.
///
/// A listener's retries and dead letters stay where it listens.
pub struct Split {
    sending: Arc<dyn Provider>,
    listening: Arc<dyn Provider>,
    name: String,
}

impl Split {
    /// Joins a provider to send with and one to listen with.
    pub fn new(sending: impl Provider, listening: impl Provider) -> Self {
        let name = format!("{}/{}", sending.name(), listening.name());
        Self { sending: Arc::new(sending), listening: Arc::new(listening), name }
    }
}

#[async_trait]
impl Provider for Split {
    fn name(&self) -> &str {
        &self.name
    }

    fn capabilities(&self) -> Capabilities {
        joined(self.sending.capabilities(), self.listening.capabilities())
    }

    fn queue_naming(&self) -> QueueNaming {
        self.listening.queue_naming()
    }

    fn check(&self, claims: &[Claim]) -> Vec<Problem> {
        let mut problems = self.sending.check(&[]);
        problems.extend(self.listening.check(claims));
        let keeps_types = self.listening.capabilities().body == BodyKind::Typed;
        if keeps_types && self.sending.capabilities().body == BodyKind::Encoded {
            let message = format!("{} listens within this process to what is sent out of it", self.name);
            problems.push(Problem::new(ProblemKind::Provider, message, "listen through a provider with a broker"));
        }
        problems
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        let sending = self.sending.connect(context.clone()).await?;
        match self.listening.connect(context.clone()).await {
            Ok(listening) => Ok(Arc::new(Joined::new(sending, listening, &context))),
            Err(error) => {
                if let Err(also) = sending.close(context.limits.drain).await {
                    tracing::warn!(error = %also, "a connection was not closed in order");
                }
                Err(error)
            }
        }
    }
}

fn joined(sending: Capabilities, listening: Capabilities) -> Capabilities {
    // What is sent here does not come back here, so nothing can be handled where it is sent.
    Capabilities { inline: false, body: sending.body, knows_unroutable: sending.knows_unroutable, ..listening }
}

struct Joined {
    sending: Arc<dyn Connection>,
    listening: Arc<dyn Connection>,
    health: watch::Receiver<Health>,
}

impl Joined {
    fn new(sending: Arc<dyn Connection>, listening: Arc<dyn Connection>, context: &Context) -> Self {
        let (mut out, mut back) = (sending.health(), listening.health());
        let worse = |out: &watch::Receiver<Health>, back: &watch::Receiver<Health>| {
            out.borrow().clone().worse(back.borrow().clone())
        };
        let (told, health) = watch::channel(worse(&out, &back));
        // It ends with either connection, or when nobody asks for the health any more.
        context.runtime.spawn(async move {
            loop {
                let changed = tokio::select! {
                    biased;
                    () = told.closed() => return,
                    changed = out.changed() => changed,
                    changed = back.changed() => changed,
                };
                told.send_replace(worse(&out, &back));
                if changed.is_err() {
                    return;
                }
            }
        });
        Self { sending, listening, health }
    }
}

#[async_trait]
impl Connection for Joined {
    fn capabilities(&self) -> Capabilities {
        joined(self.sending.capabilities(), self.listening.capabilities())
    }

    fn sender(&self, target: &Target) -> Arc<dyn Sender> {
        match target {
            Target::Address(_) => self.sending.sender(target),
            Target::Queue(_) | Target::DeadLetters(_) => self.listening.sender(target),
        }
    }

    async fn verify(&self, target: &Target) -> Result<(), Error> {
        self.sending.verify(target).await
    }

    async fn subscribe(&self, claim: &Claim) -> Result<Opened, Error> {
        let mut opened = self.listening.subscribe(claim).await?;
        // Whether this side receives has nothing to do with the other.
        opened.health.get_or_insert_with(|| self.listening.health());
        Ok(opened)
    }

    async fn dead_letters(&self, claim: &Claim) -> Result<Box<dyn DeadLetterQueue>, Error> {
        self.listening.dead_letters(claim).await
    }

    async fn remove_queue(&self, queue: &str) -> Result<(), Error> {
        self.listening.remove_queue(queue).await
    }

    fn health(&self) -> watch::Receiver<Health> {
        self.health.clone()
    }

    async fn work_off(&self, limit: Duration) {
        self.listening.work_off(limit).await;
    }

    async fn close(&self, limit: Duration) -> Result<Vec<Arc<dyn Parcel>>, Error> {
        // Both are closed, whatever the first says.
        let (sent, received) = (self.sending.close(limit).await, self.listening.close(limit).await);
        match (sent, received) {
            (Ok(mut kept), Ok(also)) => {
                kept.extend(also);
                Ok(kept)
            }
            // What would be lost counts for more than why the other side was not closed in order.
            (Ok(kept), Err(error)) | (Err(error), Ok(kept)) if !kept.is_empty() => {
                tracing::warn!(%error, "one side of a split was not closed in order");
                Ok(kept)
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }
}
