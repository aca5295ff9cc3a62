use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Wake, Waker},
};

use tidings_core::runtime::AnyTask;
use tokio::sync::oneshot;

use super::Quirks;
use crate::model::Chance;

/// Decides by chance which task runs next, of all that can; clones are the same one.
///
/// What wakes tasks only says which of them can run, never in which order: tokio itself wakes in an order of its own
/// chance. So everything that a seed plays runs here, and tokio keeps the time alone.
#[derive(Clone)]
pub struct Scheduler(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
}

struct State {
    tasks: BTreeMap<u64, Entry>,
    ready: BTreeSet<u64>,
    next: u64,
    chance: Chance,
    quirks: Quirks,
    waker: Option<Waker>,
}

struct Entry {
    /// `None` while it runs.
    task: Option<AnyTask>,
    /// The life of a process that it belongs to; `None` beyond the processes.
    owner: Option<u64>,
    waker: Waker,
    /// Who goes first, where chance alone does not decide.
    rank: u64,
    done: Option<oneshot::Sender<End>>,
}

/// How a task ended: well, or with what it panicked with.
pub(super) type End = Result<(), Box<dyn Any + Send>>;

struct Unit {
    key: u64,
    scheduler: Arc<Inner>,
}

impl Wake for Unit {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let waker = {
            let mut state = self.scheduler.lock();
            if !state.tasks.contains_key(&self.key) {
                return;
            }
            state.ready.insert(self.key);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change is whole; tasks run outside.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Scheduler {
    /// A scheduler without tasks.
    pub fn new(quirks: Quirks, chance: Chance) -> Self {
        let state = State { tasks: BTreeMap::new(), ready: BTreeSet::new(), next: 0, chance, quirks, waker: None };
        Self(Arc::new(Inner { state: Mutex::new(state) }))
    }

    /// Runs something beyond the processes; its output, unless it panics.
    pub fn spawn<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> oneshot::Receiver<T> {
        let (tell, told) = oneshot::channel();
        let task = Box::pin(async move { drop(tell.send(future.await)) });
        let (_, ended) = self.add(None, task);
        drop(ended);
        told
    }

    /// Runs tasks until something is told.
    pub async fn until<T>(&self, mut told: oneshot::Receiver<T>) -> Option<T> {
        poll_fn(|cx| {
            if let Poll::Ready(output) = std::pin::Pin::new(&mut told).poll(cx) {
                return Poll::Ready(output.ok());
            }
            if self.step(cx) {
                // One at a time, so that tokio's own tasks come in between.
                cx.waker().wake_by_ref();
            }
            Poll::Pending
        })
        .await
    }

    /// Drops every task: they hold the scheduler, which would keep all of them for ever.
    pub fn clear(&self) {
        loop {
            let tasks = std::mem::take(&mut self.0.lock().tasks);
            if tasks.is_empty() {
                return;
            }
            drop(tasks);
        }
    }

    pub(super) fn add(&self, owner: Option<u64>, task: AnyTask) -> (u64, oneshot::Receiver<End>) {
        let (tell, ended) = oneshot::channel();
        let (key, waker) = {
            let mut state = self.0.lock();
            state.next += 1;
            let key = state.next;
            let waker = Waker::from(Arc::new(Unit { key, scheduler: self.0.clone() }));
            let rank = state.chance.next();
            state.tasks.insert(key, Entry { task: Some(task), owner, waker, rank, done: Some(tell) });
            state.ready.insert(key);
            (key, state.waker.take())
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        (key, ended)
    }

    /// Takes a task away; it must be dropped outside of all locks.
    pub(super) fn remove(&self, key: u64) -> Option<AnyTask> {
        let mut state = self.0.lock();
        state.ready.remove(&key);
        state.tasks.remove(&key)?.task
    }

    /// Takes away all tasks of a life; as above.
    pub(super) fn remove_all(&self, owner: u64) -> Vec<AnyTask> {
        let mut state = self.0.lock();
        let keys: Vec<_> = state.tasks.iter().filter(|(_, it)| it.owner == Some(owner)).map(|(key, _)| *key).collect();
        let mut tasks = Vec::new();
        for key in keys {
            state.ready.remove(&key);
            tasks.extend(state.tasks.remove(&key).and_then(|entry| entry.task));
        }
        tasks
    }

    /// Runs one task; whether there was one.
    fn step(&self, cx: &Context<'_>) -> bool {
        let (key, mut task, waker) = {
            let mut state = self.0.lock();
            let Some(key) = state.choose() else {
                state.waker = Some(cx.waker().clone());
                return false;
            };
            state.ready.remove(&key);
            let Some(entry) = state.tasks.get_mut(&key) else { return true };
            let Some(task) = entry.task.take() else { return true };
            (key, task, entry.waker.clone())
        };
        let polled = catch_unwind(AssertUnwindSafe(|| task.as_mut().poll(&mut Context::from_waker(&waker))));
        let mut state = self.0.lock();
        match polled {
            Ok(Poll::Pending) => {
                // It was removed meanwhile if it is not there: its process has crashed, or it was aborted.
                if let Some(entry) = state.tasks.get_mut(&key) {
                    entry.task = Some(task);
                    return true;
                }
                drop(state);
                drop(task);
            }
            Ok(Poll::Ready(())) => end(state, key, Ok(())),
            Err(panic) => {
                end(state, key, Err(panic));
                drop(task);
            }
        }
        true
    }
}

fn end(mut state: MutexGuard<'_, State>, key: u64, how: End) {
    state.ready.remove(&key);
    let entry = state.tasks.remove(&key);
    drop(state);
    if let Some(done) = entry.and_then(|entry| entry.done) {
        // Nobody may wait for it.
        drop(done.send(how));
    }
}

impl State {
    /// Who runs next.
    fn choose(&mut self) -> Option<u64> {
        let count = self.ready.len() as u64;
        if count <= 1 {
            return self.ready.first().copied();
        }
        if self.chance.in_of(self.quirks.by_rank, 256) {
            return self.ready.iter().copied().max_by_key(|key| self.tasks.get(key).map(|entry| entry.rank));
        }
        let at = self.chance.below(count) as usize;
        self.ready.iter().nth(at).copied()
    }
}
