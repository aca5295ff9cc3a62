use std::{
    collections::VecDeque,
    future::{Ready, ready},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;

use crate::{
    delivery::Received,
    error::{Error, ErrorKind, Failure, Result},
    event::Event,
};

/// A listener that remembers what it received, and fails when told to; cheap to clone.
///
/// It keeps every delivery for as long as it lives: it is for tests.
pub struct Recorder<E: Event> {
    shared: Arc<Shared<E>>,
    limit: Duration,
}

struct Shared<E: Event> {
    state: Mutex<State<E>>,
    came: Notify,
}

struct State<E: Event> {
    received: Vec<Arc<Received<E>>>,
    failures: VecDeque<Failure>,
}

impl<E: Event> Clone for Recorder<E> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), limit: self.limit }
    }
}

impl<E: Event> Default for Recorder<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Event> Recorder<E> {
    /// A recorder that accepts everything, and for whose deliveries a test waits for at most 10 s.
    pub fn new() -> Self {
        let state = State { received: Vec::new(), failures: VecDeque::new() };
        let shared = Shared { state: Mutex::new(state), came: Notify::new() };
        Self { shared: Arc::new(shared), limit: Duration::from_secs(10) }
    }

    /// The same recorder, for whose deliveries a test waits for at most `limit`.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The listener to hand over: `.listen(Subscription::of::<E>("name"), recorder.listener())`.
    pub fn listener(&self) -> impl Fn(Received<E>) -> Ready<Result> + Send + Sync + 'static {
        let shared = self.shared.clone();
        move |received| ready(shared.record(received))
    }

    /// Fails the next attempt; those of several calls follow each other.
    pub fn fail_next(&self, failure: impl Into<Failure>) {
        self.shared.state().failures.push_back(failure.into());
    }

    /// Every delivery so far, in order, those that failed included.
    pub fn all(&self) -> Vec<Arc<Received<E>>> {
        self.shared.state().received.clone()
    }

    /// How many deliveries came so far.
    pub fn count(&self) -> usize {
        self.shared.state().received.len()
    }

    /// Waits until at least `n` deliveries came, and gives them all, in order.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if they do not come within the recorder's limit.
    ///
    /// # Cancel safety
    /// A dropped call takes nothing.
    pub async fn received(&self, n: usize) -> Result<Vec<Arc<Received<E>>>, Error> {
        let enough = async {
            loop {
                let mut came = std::pin::pin!(self.shared.came.notified());
                // Registered before the look, so that nothing that comes between the two is missed.
                came.as_mut().enable();
                let all = self.all();
                if all.len() >= n {
                    return all;
                }
                came.await;
            }
        };
        tokio::time::timeout(self.limit, enough).await.map_err(|_| {
            Error::new(ErrorKind::Timeout, "receive as many events as expected")
                .with("event", E::info().name())
                .with("expected", n)
                .with("received", self.count())
        })
    }
}

impl<E: Event> Shared<E> {
    fn record(&self, received: Received<E>) -> Result {
        let mut state = self.state();
        state.received.push(Arc::new(received));
        let failure = state.failures.pop_front();
        drop(state);
        self.came.notify_waiters();
        failure.map_or(Ok(()), Err)
    }

    fn state(&self) -> MutexGuard<'_, State<E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
