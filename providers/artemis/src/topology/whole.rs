use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use tidings_core::{Error, ErrorKind, event::EventRef, provider::Claim};
use tidings_wire::{
    link::{Condition, Fault, Node},
    routing::Directory,
    topology::{Place, Prepared, Topology},
};
use tokio::sync::OnceCell;

use super::{
    options::Options,
    queues::Queues,
    unmanaged::{self, Volatile},
};
use crate::{
    management::{Management, Request},
    names::QueueName,
};

/// The queues of an Artemis: made and judged through its management, or by attaching where the user may not manage it.
pub struct ArtemisTopology {
    management: Box<dyn Management>,
    options: Options,
    volatile: Volatile,
    directory: Option<Arc<dyn Directory>>,
    // What was noted of an address is noted once, however many listen there.
    noted: Mutex<BTreeSet<String>>,
    // Asked once in the life of a connection.
    is_managed: OnceCell<bool>,
}

impl ArtemisTopology {
    /// The queues behind this management; `volatile` is what the protocol can do without it.
    pub fn new(management: impl Management + 'static, options: Options, volatile: Volatile) -> Self {
        Self {
            management: Box::new(management),
            options,
            volatile,
            directory: None,
            noted: Mutex::default(),
            is_managed: OnceCell::new(),
        }
    }

    /// With what can be asked who gets what is sent.
    #[must_use]
    pub fn with_directory(mut self, directory: impl Directory + 'static) -> Self {
        self.directory = Some(Arc::new(directory));
        self
    }

    fn queues(&self) -> Queues<'_> {
        Queues::new(&*self.management, self.options)
    }

    /// Whether the user may manage the broker.
    async fn is_managed(&self, address: &str) -> Result<bool, Error> {
        let asked = self.is_managed.get_or_try_init(|| async {
            match self.management.request(Request::address_settings(address)).await {
                Ok(_) => Ok(true),
                Err(error) if error.kind() == ErrorKind::Unauthorized => {
                    tracing::warn!(cause = ?error, "the broker cannot be managed: queues are made by attaching to them");
                    Ok(false)
                }
                Err(error) => Err(error),
            }
        });
        asked.await.copied()
    }

    /// A line for each queue of a server that does not run any more: it grows until somebody removes it.
    async fn other_servers(&self, claim: &Claim) -> Vec<String> {
        if !claim.is_durable() || claim.server().is_none() {
            return Vec::new();
        }
        match self.queues().queues_of_other_servers(claim).await {
            Ok(queues) => queues
                .into_iter()
                .filter(|queue| queue.consumers == 0)
                .map(|queue| {
                    format!(
                        "queue `{}` of another server has {} events and nobody who listens",
                        queue.queue, queue.depth
                    )
                })
                .collect(),
            Err(error) => vec![error.to_string()],
        }
    }
}

#[async_trait]
impl Topology for ArtemisTopology {
    async fn check(&self, claim: &Claim) -> Result<Vec<String>, Error> {
        if !self.is_managed(claim.address()).await? {
            return Ok(Vec::new());
        }
        let mut notes = self.queues().check_dead_letter_address(claim).await?;
        if claim.is_durable() {
            notes.extend(self.queues().check_room(claim.address()).await?);
            notes.extend(self.queues().check_room(&QueueName::dead_letters(claim).address).await?);
        }
        notes.retain(|note| self.noted.lock().unwrap_or_else(PoisonError::into_inner).insert(note.clone()));
        notes.extend(self.other_servers(claim).await);
        Ok(notes)
    }

    async fn check_address(&self, event: &EventRef) -> Result<Vec<String>, Error> {
        if !event.is_durable() || !self.is_managed(event.address()).await? {
            return Ok(Vec::new());
        }
        Ok(self.queues().check_room(event.address()).await?.into_iter().collect())
    }

    async fn why_refused(&self, address: &str) -> Result<Option<Fault>, Error> {
        if !self.is_managed(address).await? {
            return Ok(None);
        }
        Ok(self.queues().refuses(address).await?.map(|said| Fault::new(Condition::Full, said)))
    }

    async fn prepare(&self, claim: &Claim) -> Result<Prepared, Error> {
        if !self.is_managed(claim.address()).await? {
            return Ok(unmanaged::prepare(claim, self.volatile));
        }
        let dead_letters = self.queues().ensure_dead_letters(claim).await?;
        let queue = self.queues().ensure_queue(claim).await?;
        let prepared = Prepared::new(Node::Queue(claim.clone())).made_now(queue.created);
        Ok(prepared.with_notes(dead_letters.notes).with_notes(queue.notes))
    }

    async fn verify(&self, claim: &Claim) -> Result<(), Error> {
        if self.is_managed(claim.address()).await? { self.queues().verify_queue(claim).await } else { Ok(()) }
    }

    async fn nudge(&self, claim: &Claim) -> Result<(), Error> {
        if self.is_managed(claim.address()).await? { self.queues().nudge(claim).await } else { Ok(()) }
    }

    async fn remove(&self, queue: &str) -> Result<(), Error> {
        self.queues().remove_queue(queue).await
    }

    async fn dead_letters(&self, claim: &Claim) -> Result<Vec<Place>, Error> {
        let own = Place::own(QueueName::dead_letters(claim).queue);
        if !self.is_managed(claim.address()).await? {
            return Ok(vec![own]);
        }
        self.queues().ensure_dead_letters(claim).await?;
        let brokers = self.queues().broker_dead_letters(claim).await?;
        Ok([own].into_iter().chain(brokers.into_iter().map(|name| Place::of_the_broker(name.full()))).collect())
    }
    fn directory(&self) -> Option<Arc<dyn Directory>> {
        self.directory.clone()
    }
}
