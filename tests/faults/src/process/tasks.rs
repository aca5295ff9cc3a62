use std::{
    panic::resume_unwind,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use tidings_core::runtime::{AnyTask, Runtime};
use tokio::sync::{oneshot, watch};

use super::{
    scheduler::{End, Scheduler},
    source::{Clock, Source},
};
use crate::model::Chance;

/// One life of a process; clones are the same one.
#[derive(Clone)]
pub struct Process(Arc<Inner>);

struct Inner {
    number: u64,
    name: String,
    scheduler: Option<Scheduler>,
    is_alive: AtomicBool,
    dead: watch::Sender<bool>,
}

impl Process {
    /// A process that has just been started; no two lives have one number.
    pub fn new(number: u64, name: impl Into<String>, scheduler: &Scheduler) -> Self {
        Self::with(number, name.into(), Some(scheduler.clone()))
    }

    /// A process whose tasks tokio runs as it likes, and which never crashes.
    pub fn unscheduled(number: u64, name: impl Into<String>) -> Self {
        Self::with(number, name.into(), None)
    }

    fn with(number: u64, name: String, scheduler: Option<Scheduler>) -> Self {
        Self(Arc::new(Inner {
            number,
            name,
            scheduler,
            is_alive: AtomicBool::new(true),
            dead: watch::channel(false).0,
        }))
    }

    /// What whatever runs in the process spawns with.
    pub fn runtime(&self, clock: Clock, chance: Chance) -> Runtime {
        let adopter = self.clone();
        Runtime::new(Arc::new(Source::new(self.number(), move |task| adopter.adopt(task), clock, chance)))
    }

    /// The number of this life.
    pub fn number(&self) -> u64 {
        self.0.number
    }

    /// What it is called in all its lives.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether it has not crashed.
    pub fn is_alive(&self) -> bool {
        self.0.is_alive.load(Ordering::Relaxed)
    }

    /// Ends it, with everything that runs in it; a task of its own may call this, and is the last to go.
    pub fn crash(&self) {
        self.0.is_alive.store(false, Ordering::Relaxed);
        self.0.dead.send_replace(true);
        // What is dropped may spawn, and say goodbye, which nobody hears any more.
        drop(self.0.scheduler.as_ref().map(|scheduler| scheduler.remove_all(self.0.number)));
    }

    /// Waits until it has crashed.
    pub async fn crashed(&self) {
        // The sender lives as long as this.
        drop(self.0.dead.subscribe().wait_for(|dead| *dead).await);
    }

    /// Takes a task in; one of a dead process never runs.
    fn adopt(&self, task: AnyTask) -> AnyTask {
        if !self.is_alive() {
            return Box::pin(std::future::pending());
        }
        let Some(scheduler) = &self.0.scheduler else { return task };
        let (key, ended) = scheduler.add(Some(self.0.number), task);
        Box::pin(Joined { key, scheduler: scheduler.clone(), ended })
    }
}

/// Waits for a task, and ends it when it is dropped.
struct Joined {
    key: u64,
    scheduler: Scheduler,
    ended: oneshot::Receiver<End>,
}

impl Future for Joined {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match ready!(Pin::new(&mut self.ended).poll(cx)) {
            Ok(Ok(())) => Poll::Ready(()),
            Ok(Err(panic)) => resume_unwind(panic),
            // Its process has crashed.
            Err(_) => Poll::Pending,
        }
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        drop(self.scheduler.remove(self.key));
    }
}
