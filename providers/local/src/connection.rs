use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_core::{
    envelope::Parcel,
    error::Error,
    event::EventInfo,
    provider::{Claim, Connection, Context, DeadLetterQueue, Health, Opened, Sender, Target},
    runtime::Runtime,
};
use tokio::{sync::watch, time::timeout};

use crate::{
    broker::{Address, Broker, Destination, Link},
    config::{Config, Local, Mode},
    dead_letters::LocalDeadLetters,
    envelope::Seal,
    error,
    receiver::QueueReceiver,
    sender::{AddressSender, DeadLetterSender, NoSender},
    topology,
};

/// One manager's connection to the broker.
pub(crate) struct LocalConnection {
    broker: Arc<Broker>,
    config: Config,
    link: Arc<Link>,
    seal: Seal,
    runtime: Runtime,
    health: watch::Sender<Health>,
}

impl LocalConnection {
    pub(crate) fn new(local: &Local, context: Context) -> Self {
        let seal = match local.config.mode {
            Mode::Encoded => Seal::Encoded { limit_bytes: context.limits.body_bytes },
            Mode::Queued | Mode::Inline => Seal::Typed,
        };
        Self {
            broker: local.broker.clone(),
            config: local.config,
            link: local.broker.link(),
            seal,
            runtime: context.runtime,
            health: watch::Sender::new(Health::Up),
        }
    }

    fn address(&self, event: &EventInfo) -> Arc<Address> {
        let address = self.broker.registry().address(event.address());
        if event.is_durable() && address.is_first_warning() {
            tracing::warn!(
                event = event.name(),
                "declared durable, but the local provider keeps nothing beyond this process"
            );
        }
        address
    }

    fn address_sender(&self, address: Arc<Address>, to: Destination) -> Arc<dyn Sender> {
        Arc::new(AddressSender { link: self.link.clone(), address, to, mode: self.config.mode, seal: self.seal })
    }

    /// Waits until every offer found room or was taken back, at most `limit`.
    async fn finish_offers(&self, limit: Duration) {
        let finished = async {
            while !self.link.is_idle() {
                self.link.idle().await;
            }
        };
        // What is left then is ended by `close`.
        drop(timeout(limit, finished).await);
    }
}

#[async_trait]
impl Connection for LocalConnection {
    fn sender(&self, target: &Target) -> Arc<dyn Sender> {
        match target {
            Target::Queue(claim) => {
                self.address_sender(self.address(claim.event()), Destination::Queue(claim.queue().into()))
            }
            Target::DeadLetters(claim) => Arc::new(DeadLetterSender {
                link: self.link.clone(),
                letters: self.broker.registry().dead_letters(claim.dead_letter_queue()),
                queue: claim.dead_letter_queue(),
                capacity: self.config.dead_letter_capacity,
                seal: self.seal,
            }),
            Target::Address(event) => self.address_sender(self.address(event), Destination::All),
            _ => Arc::new(NoSender),
        }
    }

    async fn verify(&self, target: &Target) -> Result<(), Error> {
        if self.link.is_closed() {
            return Err(error::closed("verify a target"));
        }
        match target {
            Target::Queue(claim) => topology::find(&self.broker, claim),
            _ => Ok(()),
        }
    }

    async fn subscribe(&self, claim: &Claim) -> Result<Opened, Error> {
        if self.link.is_closed() {
            return Err(error::closed("declare a queue"));
        }
        // For its warning, and so that it lives until the queue does.
        let _address = self.address(claim.event());
        let (place, notes) = topology::declare(&self.broker, claim, self.config.queue_capacity, &self.link)?;
        let receiver = QueueReceiver::new(self.broker.clone(), place, claim.clone(), self.seal, self.runtime.clone());
        Ok(Opened::new(Box::new(receiver)).with_notes(notes))
    }

    async fn dead_letters(&self, claim: &Claim) -> Result<Box<dyn DeadLetterQueue>, Error> {
        if self.link.is_closed() {
            return Err(error::closed("open dead letters"));
        }
        let letters = self.broker.registry().dead_letters(claim.dead_letter_queue());
        Ok(Box::new(LocalDeadLetters::new(letters)))
    }

    async fn remove_queue(&self, queue: &str) -> Result<(), Error> {
        topology::remove(&self.broker, queue)
    }

    fn health(&self) -> watch::Receiver<Health> {
        self.health.subscribe()
    }

    async fn work_off(&self, _: Duration) {}

    async fn close(&self, limit: Duration) -> Result<Vec<Arc<dyn Parcel>>, Error> {
        self.link.close();
        self.finish_offers(limit).await;
        topology::leave_all(&self.broker, &self.link);
        let unsent: usize =
            topology::addresses(&self.broker).iter().map(|address| address.end_offers(&self.link)).sum();
        self.health.send_replace(Health::Down("closed".into()));
        if unsent > 0 { Err(error::not_sent_in_time(unsent)) } else { Ok(Vec::new()) }
    }
}
