use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tidings_core::{Error, ErrorKind, mutants::Mutant, policy::Backoff};
use tokio::{
    select,
    sync::watch,
    time::{Duration, sleep},
};

use super::{
    Outbox,
    guard::Guard,
    serve::{Left, serve},
};
use crate::{
    awake,
    connection::{Epoch, Now, Reach, Shared, next, over},
    error,
    link::{Company, Fault, Links},
    window::Blame,
};

/// The pauses between tries to attach again on a connection that works.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(5));

/// Whether the link of a sender is there.
#[derive(Debug, Clone, Default)]
pub(crate) enum Attached {
    #[default]
    NotYet,
    Yes,
    /// The broker refused it for good.
    Refused(Arc<Error>),
}

/// Keeps the link of one sender attached, epoch by epoch.
pub(crate) struct Task<L> {
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) now: Now<L>,
    pub(crate) attached: watch::Sender<Attached>,
}

impl<L: Links> Task<L> {
    /// Runs until the connection is closed; what is undecided then is told so when the outbox is dropped.
    pub(crate) async fn run(mut self) {
        let mut failures = 0;
        let has_room = AtomicBool::new(true);
        while let Some(epoch) = self.epoch().await {
            let left = match self.outbox.beside(self.attach(&epoch)).await {
                Ok(link) => {
                    failures = 0;
                    if has_room.load(Ordering::Relaxed) {
                        self.shared.board.fine(&self.outbox.route().name);
                    }
                    self.attached.send_replace(Attached::Yes);
                    let limit = self.shared.limits.heartbeat;
                    let leave = self.queue_gone();
                    let room = |is_there| self.room(&has_room, is_there);
                    let mut guard = Guard::new(self.outbox.route(), &self.shared, epoch.number);
                    serve(link, &self.outbox, &mut guard, over(&epoch, self.now.clone()), leave, room, limit).await
                }
                Err(error) if self.is_nameless() => {
                    self.refuse_all(error).await;
                    continue;
                }
                Err(error) => {
                    failures += 1;
                    self.not_attached(error, failures).await;
                    continue;
                }
            };
            match left {
                Left::Lost(fault) => {
                    failures += 1;
                    self.link_lost(fault, &epoch, failures).await;
                }
                Left::Refused(ticket, fault) => {
                    failures += 1;
                    let said = fault.said.clone();
                    let fault = self.outbox.beside(self.explained(fault, &epoch)).await;
                    self.outbox.refuse(ticket, fault);
                    self.link_lost(Fault::gone(said), &epoch, failures).await;
                }
                Left::Retired => break,
                Left::Missing => {
                    self.outbox.lost(Blame::Nobody, &error::closed("keep a link"));
                    self.outbox.beside(self.renew_letters(&epoch)).await;
                }
                Left::Wanted | Left::Starved => self.outbox.lost(Blame::Nobody, &error::closed("keep a link")),
            }
        }
        self.shared.board.fine(&self.outbox.route().name);
        // First closed, so that nothing is offered between the two.
        self.outbox.close();
        self.outbox.fail_all(&error::closed("send an event"));
    }

    /// Waits for a connection, and for the listener that the queue goes with, letting go meanwhile of what is taken
    /// back.
    async fn epoch(&mut self) -> Option<Arc<Epoch<L>>> {
        let outbox = self.outbox.clone();
        let (route, shared, mut closing) = (outbox.route(), self.shared.clone(), self.now.clone());
        loop {
            let is_away = route.is_volatile()
                && shared.presence.is_away(&route.name)
                && !Mutant::VolatileMadeDurable.is_planted();
            select! {
                biased;
                epoch = next(&mut self.now, None), if !is_away => return epoch,
                () = shared.presence.back(&route.name), if is_away => {}
                // It ends with all epochs.
                _ = closing.wait_for(|_| false), if is_away => return None,
                () = outbox.taken_back.notified() => outbox.sweep(),
                () = outbox.retired.notified() => return None,
            }
        }
    }

    async fn attach(&self, epoch: &Epoch<L>) -> Result<L::Sender, Error> {
        let route = self.outbox.route();
        if let Some(claim) = &route.queue {
            match self.shared.presence.of(&route.name) {
                Some(Reach::ByName) => {}
                Some(Reach::Nobody) => return Err(nameless(&route.name)),
                None if Mutant::VolatileMadeDurable.is_planted() => {}
                None => epoch.topology.verify(claim).await?,
            }
        }
        if let Some(address) = &route.heard_at {
            // Not for ever: a listener that cannot come back must not silence the others.
            let complete = self.shared.presence.complete(address, epoch.number);
            awake::within(self.shared.limits.heartbeat, complete).await;
        }
        // Who may have ended a connection endangers no others.
        let company = if self.outbox.has_suspects() { Company::Alone } else { Company::Shared };
        let attached = epoch.links.attach_sender(&route.node, company).await;
        attached.map_err(|fault| {
            fault.into_error("attach a sender").with("address", &route.name).with("user", &self.shared.user)
        })
    }

    /// A refusal with its reason, if the broker gives it when it is asked.
    async fn explained(&self, fault: Fault, epoch: &Epoch<L>) -> Fault {
        let asking = epoch.topology.why_refused(self.outbox.route().node.address());
        match awake::within(self.shared.limits.heartbeat, asking).await {
            Some(Ok(Some(reason))) => Fault::new(reason.condition, format!("{reason}; {fault}")),
            // Then the broker's own words have to do.
            Some(Ok(None) | Err(_)) | None => fault,
        }
    }

    /// Makes the queue of the dead letters anew: until it is there, whoever gave up on them holds them and tries again.
    async fn renew_letters(&self, epoch: &Epoch<L>) {
        let Some(claim) = &self.outbox.route().letters else { return };
        let name = &self.outbox.route().name;
        match awake::within(self.shared.limits.heartbeat, epoch.topology.dead_letters(claim)).await {
            Some(Ok(_)) => tracing::warn!(queue = %name, "the queue of the dead letters was gone and is made anew"),
            Some(Err(cause)) => {
                tracing::warn!(queue = %name, ?cause, "the queue of the dead letters is gone and cannot be made anew");
            }
            // Then the connection is about to be lost, and the next one begins with that queue.
            None => {}
        }
    }

    /// The broker takes nothing, or takes something again.
    fn room(&self, has_room: &AtomicBool, is_there: bool) {
        if has_room.swap(is_there, Ordering::Relaxed) == is_there {
            return;
        }
        let name = &self.outbox.route().name;
        if is_there {
            tracing::info!(to = %name, "the broker takes events for this address again");
            self.shared.board.fine(name);
        } else {
            tracing::warn!(to = %name, "the broker takes no events for this address for now: is it full?");
            self.shared.board.trouble(name, &no_room(name));
        }
    }

    /// Ready when the queue goes: a send on a link still attached would make it anew, durable, for ever.
    async fn queue_gone(&self) {
        let route = self.outbox.route();
        if route.is_volatile() && !Mutant::VolatileMadeDurable.is_planted() {
            self.shared.presence.gone(&route.name).await;
        } else {
            pending::<()>().await;
        }
    }

    /// Whether this process receives from the queue and nobody can send to it.
    fn is_nameless(&self) -> bool {
        self.shared.presence.of(&self.outbox.route().name) == Some(Reach::Nobody)
    }

    /// Tells whoever offers something at once, until the next epoch. It is no trouble: the start has said so.
    async fn refuse_all(&self, error: Error) {
        let error = Arc::new(error);
        self.attached.send_replace(Attached::Refused(error.clone()));
        let mut now = self.now.clone();
        now.mark_unchanged();
        loop {
            self.outbox.fail_all(&error);
            select! {
                biased;
                _ = now.changed() => return,
                () = self.outbox.work.notified() => {}
                () = self.outbox.taken_back.notified() => self.outbox.sweep(),
            }
        }
    }

    async fn not_attached(&self, error: Error, failures: u32) {
        let name = &self.outbox.route().name;
        self.shared.board.trouble(name, &error);
        // A volatile queue is there again as soon as its receiver is.
        if error.is_retryable() || error.kind() == ErrorKind::NotFound {
            tracing::warn!(to = %name, cause = ?error, "no link to this address, trying again");
        } else {
            tracing::error!(to = %name, cause = ?error, "the broker takes nothing for this address");
            self.outbox.fail_all(&error);
            self.attached.send_replace(Attached::Refused(Arc::new(error)));
        }
        self.rest(BACKOFF.pause(failures, &self.shared.runtime)).await;
    }

    async fn link_lost(&self, fault: Fault, epoch: &Epoch<L>, failures: u32) {
        let name = &self.outbox.route().name;
        let blame = fault.blame();
        let error = fault.into_error("keep a link").with("address", name).with_retryable(true);
        self.attached.send_replace(Attached::NotYet);
        self.outbox.lost(blame, &error);
        // With the connection the supervisor has its own pauses; a link on a connection that works has these.
        let is_alone = self.now.borrow().as_ref().is_some_and(|now| now.number == epoch.number);
        if is_alone {
            tracing::warn!(to = %name, cause = ?error, "the link was lost, attaching again");
            self.rest(BACKOFF.pause(failures, &self.shared.runtime)).await;
        }
    }

    /// Rests, letting go meanwhile of what is taken back.
    async fn rest(&self, pause: Duration) {
        let mut over = std::pin::pin!(sleep(pause));
        let mut now = self.now.clone();
        now.mark_unchanged();
        loop {
            select! {
                biased;
                () = &mut over => return,
                // A new epoch, or the end of all of them, is worth looking at at once.
                _ = now.changed() => return,
                () = self.outbox.taken_back.notified() => self.outbox.sweep(),
            }
        }
    }
}

/// What health says while the broker gives no credit.
fn no_room(name: &str) -> Error {
    Error::new(ErrorKind::Full, "send an event")
        .with("to", name)
        .with("problem", "the broker takes nothing for now: the address, its memory or its disk may be full")
        .with_remedy("have listeners empty the queues of this address, or raise its limits on the broker")
}

/// A copy cannot be sent to a queue without a name, so that the delivery is tried again where it is.
fn nameless(queue: &str) -> Error {
    Error::new(ErrorKind::Unsupported, "send to a queue")
        .with("queue", queue)
        .with("problem", "this listener's queue was made by attaching and has no name that could be sent to")
        .with_remedy("grant the user the right `manage` on `activemq.management`, so that the queue gets its name")
}
