use std::{
    collections::HashSet,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use tidings_core::{
    envelope::Parcel,
    error::Error,
    event::EventInfo,
    provider::{
        Capabilities, Claim, Connection, Context, DeadLetterQueue, Health, NobodyListens, Opened, Sender, Target,
    },
    runtime::Runtime,
};
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

use crate::{
    broker::{Address, Broker, Destination, Link, due_in},
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
    handle: Weak<()>,
    link: Arc<Link>,
    /// It was closed to the end.
    is_over: AtomicBool,
    seal: Seal,
    runtime: Runtime,
    nobody_listens: NobodyListens,
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
            handle: Arc::downgrade(&local.handle),
            link: local.broker.connect(),
            is_over: AtomicBool::new(false),
            seal,
            runtime: context.runtime,
            nobody_listens: context.nobody_listens,
            health: watch::Sender::new(Health::Up),
        }
    }

    fn address(&self, event: &EventInfo) -> Arc<Address> {
        self.broker.registry().address(event.address())
    }

    fn address_sender(&self, address: Arc<Address>, to: Destination) -> Arc<dyn Sender> {
        Arc::new(AddressSender { link: self.link.clone(), address, to, mode: self.config.mode, seal: self.seal })
    }

    /// Waits until every offer found room or was taken back, and what `is_done` asks is so.
    async fn progress(&self, limit: Duration, is_done: impl Fn() -> bool) {
        let done = async {
            while !(self.link.is_idle() && is_done()) {
                self.link.progress().await;
            }
        };
        // Either way whoever asked goes on.
        drop(timeout(limit, done).await);
    }

    /// Addresses are looked at one by one, while a listener of one may send to another that was looked at before. So
    /// nothing is left only if twice in a row nothing is, and nothing came in between.
    fn is_worked_off(&self, end: Instant) -> bool {
        let look = || -> Option<u64> {
            topology::addresses(&self.broker).iter().map(|address| address.worked_off(&self.link, end)).sum()
        };
        look().is_some_and(|came| look() == Some(came))
    }

    /// What is lost now: what this connection's listeners left in queues that went with them, and, if nobody can connect
    /// any more, all durable events.
    fn lost(&self) -> Vec<Arc<dyn Parcel>> {
        let mut lost = self.link.take_left();
        // One handle is the manager's own.
        if self.broker.disconnect() == 0 && self.handle.strong_count() <= 1 {
            lost.extend(topology::addresses(&self.broker).iter().flat_map(|address| address.drain()));
        }
        // An event that several listeners missed is one event.
        let mut seen = HashSet::new();
        lost.retain(|parcel| seen.insert(Arc::as_ptr(parcel).addr()));
        lost
    }
}

impl Drop for LocalConnection {
    fn drop(&mut self) {
        if !self.is_over.swap(true, Ordering::AcqRel) {
            self.link.close();
            self.broker.disconnect();
        }
    }
}

#[async_trait]
impl Connection for LocalConnection {
    fn capabilities(&self) -> Capabilities {
        self.config.capabilities()
    }

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
            Target::Address(event) => {
                self.address_sender(self.address(event), Destination::All(self.nobody_listens.at(event)))
            }
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

    async fn work_off(&self, limit: Duration) {
        self.link.end();
        let end = due_in(limit);
        self.progress(limit, || self.is_worked_off(end)).await;
    }

    async fn close(&self, limit: Duration) -> Result<Vec<Arc<dyn Parcel>>, Error> {
        self.link.close();
        // Receivers may still be on their way out, with deliveries to put back.
        self.progress(limit, || self.link.is_without_receivers()).await;
        // A call that was dropped above has told nobody what is left; one that came here has.
        if self.is_over.swap(true, Ordering::AcqRel) {
            return Ok(Vec::new());
        }
        topology::leave_all(&self.broker, &self.link);
        // Each of their senders is told.
        topology::addresses(&self.broker).iter().for_each(|address| address.end_offers(&self.link));
        self.health.send_replace(Health::Down("closed".into()));
        Ok(self.lost())
    }
}
