use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use super::{Attempts, Driver, Hook, Jobs, Phase, Watch, Writes};
use crate::{
    dispatch::{
        bound::AnyListener,
        machine::{Machine, Rules},
        pulse::Pulses,
    },
    error::{Error, ErrorKind},
    ledger::DeliveryCount,
    provider::{Capabilities, Claim, Connection, Health, Limits, Opened, Target, WatchedHealth},
    runtime::{Runtime, Task},
};

/// What a listener's task needs.
pub struct Parts {
    /// The listener.
    pub listener: Arc<dyn AnyListener>,
    /// Its queue.
    pub claim: Claim,
    /// The connection, for copies.
    pub connection: Arc<dyn Connection>,
    /// What the provider can do.
    pub capabilities: Capabilities,
    /// The opened queue.
    pub opened: Opened,
    /// Clock, chance, tasks.
    pub runtime: Runtime,
    /// Sizes and times.
    pub limits: Limits,
    /// Is told of failures.
    pub hook: Hook,
    /// Where its deliveries are counted.
    pub count: Arc<DeliveryCount>,
    /// Where the watchdog looks.
    pub pulses: Arc<Pulses>,
}

/// A listener at work, in a task of its own.
pub struct RunningSubscription {
    drain: watch::Sender<bool>,
    health: WatchedHealth,
    stage: Stage,
    runtime: Runtime,
    claim: Claim,
}

/// Spawns the task of a listener.
type Begin = Box<dyn FnOnce(&Runtime) -> Task<()> + Send>;

enum Stage {
    Ready(Begin),
    Begun(Task<()>),
    Ended,
}

impl RunningSubscription {
    /// A listener that is ready to begin.
    pub fn new(parts: Parts) -> Self {
        let policy = *parts.listener.wired().info.policy();
        let rules = Rules {
            policy,
            can_delay: parts.capabilities.delay,
            prefetch_bytes: parts.limits.prefetch_bytes,
            runtime: parts.runtime.clone(),
        };
        let retry = parts.connection.sender(&Target::Queue(parts.claim.clone()));
        let dead = Target::DeadLetters(parts.claim.clone());
        let dead = parts.capabilities.dead_letters.then(|| parts.connection.sender(&dead));
        let (pulses, claim) = (parts.pulses, parts.claim.clone());
        let pulse = move || pulses.add(claim.listener());
        let (drain, draining) = watch::channel(false);
        let (health_told, health) = watch::channel(Health::Starting);
        let receiving = parts.opened.health.unwrap_or_else(|| parts.connection.health());
        let health = WatchedHealth::new(health, "its task has ended").and(receiving, "nothing receives for it");
        let (runtime, claim) = (parts.runtime.clone(), parts.claim.clone());
        let begin = move |runtime: &Runtime| {
            health_told.send_replace(Health::Up);
            runtime.spawn(async move {
                let driver = Driver {
                    claim: parts.claim,
                    receiver: parts.opened.receiver,
                    machine: Machine::new(rules),
                    jobs: Jobs::default(),
                    attempts: Attempts::new(policy.concurrency, parts.runtime, pulse),
                    writes: Writes::new(retry, dead, parts.limits.send_timeout),
                    hook: parts.hook,
                    watch: Watch::new(),
                    timer: Box::pin(sleep(Duration::ZERO)),
                    drain: draining,
                    health: health_told,
                    count: parts.count,
                    refusal: None,
                    phase: Phase::Running,
                    batch: Vec::new(),
                    actions: Vec::new(),
                    // Borrowed by the attempts, each of which would otherwise count a reference.
                    listener: &parts.listener,
                };
                driver.run().await;
            })
        };
        Self { drain, health, stage: Stage::Ready(Box::new(begin)), runtime, claim }
    }

    /// Sets it to work.
    pub fn begin(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::Ready(begin) => self.stage = Stage::Begun(begin(&self.runtime)),
            begun => self.stage = begun,
        }
    }

    /// The queue.
    pub fn claim(&self) -> &Claim {
        &self.claim
    }

    /// The listener's state.
    pub fn health(&self) -> WatchedHealth {
        self.health.clone()
    }

    /// Asks it to end; [`ended`](Self::ended) waits for that.
    pub fn drain(&self) {
        self.drain.send_replace(true);
    }

    /// Finishes what runs, returns the rest, flushes all settlements, and leaves the queue.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if that is not done by `deadline`: what runs is then dropped, and its broker gives it
    /// again.
    ///
    /// # Cancel safety
    /// A dropped call has asked the listener to end, and a further one waits for that.
    pub async fn ended(&mut self, deadline: Instant) -> Result<(), Error> {
        self.drain();
        // One that has not begun leaves its queue in order as well.
        self.begin();
        let Stage::Begun(task) = &mut self.stage else { return Ok(()) };
        match tokio::time::timeout_at(deadline, &mut *task).await {
            Ok(ended) => {
                self.stage = Stage::Ended;
                ended.map_err(|failed| self.error(ErrorKind::Internal).with_source(failed))
            }
            Err(_) => {
                task.abort();
                self.stage = Stage::Ended;
                Err(self.error(ErrorKind::Timeout).with_remedy("give it a timeout, or raise the drain limit"))
            }
        }
    }

    fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind, "finish a listener").with("listener", self.claim.listener()).with("queue", self.claim.queue())
    }
}

impl Drop for RunningSubscription {
    fn drop(&mut self) {
        self.drain();
    }
}
