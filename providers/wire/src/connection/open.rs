use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tidings_core::{
    Error, ErrorKind,
    envelope::Parcel,
    provider::{Capabilities, Claim, Connection, DeadLetterQueue, Health, Opened, Sender, Target},
};
use tokio::{
    sync::{oneshot, watch},
    time::timeout,
};

use super::{
    driver::{Driver, Stop},
    epoch::{Epoch, next},
    epochs::Epochs,
    settings::Settings,
    shared::Shared,
};
use crate::{
    dead_letters::DeadLetters,
    envelope::Expected,
    error,
    held::Held,
    link::{Connector, Links},
    receiver::{self, Desk, LinkedReceiver, Telling},
    routing::Watch,
    sender::{self, Attached, LinkedSender, Outbox, Route},
    supervisor::Supervisor,
};

/// Connects, trying again until the start timeout where that can help; from then on the connection mends itself.
///
/// # Errors
/// At once for what trying again cannot mend; after the start timeout with the last cause otherwise.
///
/// # Cancel safety
/// Dropping the future gives the attempt up and leaves nothing behind.
pub async fn open<C: Connector>(connector: C, settings: Settings) -> Result<Arc<dyn Connection>, Error> {
    Ok(Arc::new(LinkedConnection::open(connector, Shared::new(settings)).await?))
}

/// An open connection over some implementation of the link seam.
pub(crate) struct LinkedConnection<L: Links> {
    epochs: Epochs<L>,
    capabilities: Capabilities,
    senders: Held<String, LinkedSender>,
    stop: Mutex<Option<oneshot::Sender<Stop>>>,
}

impl<L: Links> LinkedConnection<L> {
    /// Connects, as patient as `shared` says.
    pub(crate) async fn open<C: Connector<Links = L>>(connector: C, shared: Shared) -> Result<Self, Error> {
        let shared = Arc::new(shared);
        let (epochs, now) = watch::channel(None);
        let (started, start) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        let driver = Driver {
            connector: Arc::new(connector),
            supervisor: Supervisor::new(shared.patience, shared.runtime.clone()),
            shared: shared.clone(),
            epochs,
            started: Some(started),
        };
        shared.runtime.spawn(driver.run(stopped));
        shared.runtime.spawn(Watch { shared: shared.clone(), now: now.clone() }.run());
        match start.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(error.again()),
            Err(_) => return Err(error::closed("connect")),
        }
        let first = next(&mut now.clone(), None).await.ok_or_else(|| error::closed("connect"))?;
        let capabilities = first.links.capabilities();
        Ok(Self {
            epochs: Epochs { now, shared },
            capabilities,
            senders: Held::default(),
            stop: Mutex::new(Some(stop)),
        })
    }

    fn attached(&self, target: &Target) -> Arc<LinkedSender> {
        let route = Route::of(target);
        let name = route.name.clone();
        let make = || {
            let outbox = Arc::new(Outbox::new(route, self.epochs.shared.budget.clone()));
            let (tell, attached) = watch::channel(Attached::NotYet);
            let (shared, now) = (self.epochs.shared.clone(), self.epochs.now.clone());
            let task = sender::Task { outbox: outbox.clone(), shared, now, attached: tell };
            self.epochs.shared.runtime.spawn(task.run());
            LinkedSender { outbox, attached }
        };
        self.senders.get_or_insert(&name, make, LinkedSender::retire)
    }

    async fn check_address(&self, target: &Target) -> Result<(), Error> {
        let Target::Address(event) = target else { return Ok(()) };
        let check = |epoch: Arc<Epoch<L>>| async move { epoch.topology.check_address(event).await };
        for note in self.epochs.in_time("check an address", event.name(), check).await? {
            tracing::warn!(event = event.name(), note, "a note on an address");
        }
        Ok(())
    }

    fn expected(&self, claim: &Claim) -> Expected {
        Expected {
            event: claim.event_ref().clone(),
            runtime: self.epochs.shared.runtime.clone(),
            body_bytes: self.epochs.shared.limits.body_bytes,
            header_bytes: self.epochs.shared.limits.header_bytes,
        }
    }

    async fn try_subscribe(&self, claim: &Claim, epoch: Arc<Epoch<L>>) -> Result<Opened, Error> {
        // Once is enough: settings hardly change, and every later epoch starts sooner.
        let mut notes = epoch.topology.check(claim).await?;
        let mut opening = receiver::open(&self.epochs.shared, &epoch, claim).await?;
        notes.append(&mut opening.notes);
        // Before anybody sends there: the task might be slower, and attaching would make a queue of the wrong kind.
        self.epochs.shared.presence.arrived(&claim.full_queue(), claim.address(), epoch.number, opening.reach);
        self.epochs.shared.lines.changed(claim.address(), epoch.number);
        let desk = Arc::new(Desk::default());
        let (health, said) = watch::channel(Health::Up);
        let task = receiver::Task {
            desk: desk.clone(),
            shared: self.epochs.shared.clone(),
            now: self.epochs.now.clone(),
            claim: claim.clone(),
            expected: self.expected(claim),
            health: Telling::new(health),
        };
        self.epochs.shared.runtime.spawn(task.run(epoch, opening));
        Ok(Opened::new(Box::new(LinkedReceiver::new(desk))).with_notes(notes).with_health(said))
    }
}

#[async_trait]
impl<L: Links> Connection for LinkedConnection<L> {
    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    fn sender(&self, target: &Target) -> Arc<dyn Sender> {
        self.attached(target)
    }

    async fn verify(&self, target: &Target) -> Result<(), Error> {
        let mut attached = self.attached(target).attached.clone();
        let known = attached.wait_for(|attached| !matches!(attached, Attached::NotYet));
        let limit = self.epochs.shared.limits.start_timeout;
        let outcome = match timeout(limit, known).await {
            Ok(Ok(attached)) => attached.clone(),
            Ok(Err(_)) => return Err(error::closed("attach a sender")),
            Err(_) => Attached::NotYet,
        };
        match outcome {
            Attached::Yes => self.check_address(target).await,
            Attached::Refused(error) => Err(error.again()),
            Attached::NotYet => Err(Error::new(ErrorKind::Timeout, "attach a sender")
                .with("limit", format_args!("{limit:?}"))
                .with("address", Route::of(target).name)),
        }
    }

    async fn subscribe(&self, claim: &Claim) -> Result<Opened, Error> {
        let queue = claim.full_queue();
        self.epochs.in_time("subscribe", &queue, |epoch| self.try_subscribe(claim, epoch)).await
    }

    async fn dead_letters(&self, claim: &Claim) -> Result<Box<dyn DeadLetterQueue>, Error> {
        Ok(Box::new(DeadLetters::open(self.epochs.clone(), claim, self.expected(claim)).await?))
    }

    async fn remove_queue(&self, queue: &str) -> Result<(), Error> {
        // Once: of a second time the broker would say that there is no such queue.
        self.epochs.any("remove a queue").await?.topology.remove(queue).await
    }

    fn health(&self) -> watch::Receiver<Health> {
        self.epochs.shared.board.watch()
    }

    async fn work_off(&self, _: Duration) {
        // The broker keeps what is in its queues.
    }

    async fn close(&self, limit: Duration) -> Result<Vec<Arc<dyn Parcel>>, Error> {
        let senders = self.senders.all();
        senders.iter().for_each(|sender| sender.outbox.close());
        let emptied = timeout(limit, async {
            for sender in &senders {
                sender.outbox.emptied().await;
            }
        });
        let is_sent = emptied.await.is_ok();
        let left: Vec<_> = senders.iter().filter(|sender| !sender.outbox.is_empty()).collect();
        let names: Vec<_> = left.iter().map(|sender| sender.outbox.route().name.as_str()).collect();
        let stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(stop) = stop {
            let (done, closed) = oneshot::channel();
            // The goodbye has a bound of its own, so that a deadline used up by sending does not cut it off.
            let goodbye = self.epochs.shared.limits.heartbeat.min(limit.max(Duration::from_secs(1)));
            if stop.send((goodbye, done)).is_ok() {
                drop(closed.await);
            }
        }
        if is_sent {
            return Ok(Vec::new());
        }
        Err(Error::new(ErrorKind::Timeout, "send what was offered before closing")
            .with("limit", format_args!("{limit:?}"))
            .with("to", names.join(", ")))
    }
}
