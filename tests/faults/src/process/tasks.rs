use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use tidings_core::runtime::{AnyTask, Runtime};
use tokio::sync::watch;

use super::source::{Clock, Source};
use crate::model::Chance;

/// How uneven the turns of tasks are.
#[derive(Debug, Clone, Copy)]
pub struct Quirks {
    /// Of 256 turns, how many are put off behind everybody else's.
    pub put_off: u64,
}

/// One life of a process; clones are the same one.
#[derive(Clone)]
pub struct Process(Arc<Inner>);

struct Inner {
    number: u64,
    name: String,
    quirks: Quirks,
    state: Mutex<State>,
    dead: watch::Sender<bool>,
}

struct State {
    is_alive: bool,
    is_running: bool,
    tasks: BTreeMap<u64, Slot>,
    next: u64,
    turns: Chance,
}

type Slot = Arc<Mutex<Option<AnyTask>>>;

impl Process {
    /// A process that has just been started; no two lives have one number.
    pub fn new(number: u64, name: impl Into<String>, quirks: Quirks, turns: Chance) -> Self {
        let state = State { is_alive: true, is_running: false, tasks: BTreeMap::new(), next: 0, turns };
        Self(Arc::new(Inner {
            number,
            name: name.into(),
            quirks,
            state: Mutex::new(state),
            dead: watch::channel(false).0,
        }))
    }

    /// What whatever runs in the process spawns with.
    pub fn runtime(&self, clock: Clock, chance: Chance) -> Runtime {
        Runtime::new(Arc::new(Source::new(self.clone(), clock, chance)))
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
        self.lock().is_alive
    }

    /// Ends it, with everything that runs in it; a task of its own may call this, and is the last to go.
    pub fn crash(&self) {
        let is_running = {
            let mut state = self.lock();
            state.is_alive = false;
            state.is_running
        };
        self.0.dead.send_replace(true);
        if !is_running {
            self.bury();
        }
    }

    /// Waits until it has crashed.
    pub async fn crashed(&self) {
        // The sender lives as long as this.
        drop(self.0.dead.subscribe().wait_for(|dead| *dead).await);
    }

    /// How many tasks it has.
    pub fn tasks(&self) -> usize {
        self.lock().tasks.len()
    }

    /// Takes a task in; one of a dead process never runs.
    pub(super) fn adopt(&self, task: AnyTask) -> AnyTask {
        let slot = Arc::new(Mutex::new(Some(task)));
        let key = {
            let mut state = self.lock();
            state.next += 1;
            let key = state.next;
            if state.is_alive {
                state.tasks.insert(key, slot.clone());
            }
            key
        };
        Box::pin(Turns { process: self.clone(), key, slot })
    }

    /// Drops every task, outside of all locks: what is dropped may spawn.
    fn bury(&self) {
        let tasks = std::mem::take(&mut self.lock().tasks);
        for (_, slot) in tasks {
            drop(take(&slot));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change is whole.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take(slot: &Slot) -> Option<AnyTask> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// A task in its process: it runs when its turn is, and not at all once the process is dead.
struct Turns {
    process: Process,
    key: u64,
    slot: Slot,
}

impl Future for Turns {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        {
            let mut state = self.process.lock();
            if !state.is_alive {
                return Poll::Pending;
            }
            let quirks = self.process.0.quirks;
            if quirks.put_off > 0 && state.turns.in_of(quirks.put_off, 256) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            state.is_running = true;
        }
        let running = Running(&self.process);
        let Some(mut task) = take(&self.slot) else { return Poll::Pending };
        let polled = task.as_mut().poll(cx);
        drop(running);
        if !self.process.is_alive() {
            drop(task);
            self.process.bury();
            return Poll::Pending;
        }
        if polled.is_pending() {
            *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
        }
        polled
    }
}

/// While a task runs; a panic ends that, too.
struct Running<'a>(&'a Process);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.lock().is_running = false;
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        let slot = self.process.lock().tasks.remove(&self.key);
        drop(slot);
    }
}
