//! Books of who listens, kept by a test.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard},
};

use async_trait::async_trait;
use tidings_core::{Error, ErrorKind};
use tokio::sync::{Semaphore, mpsc};

use super::{Change, Changes, Directory, Place};

/// What a broker knows; clones are the same one.
#[derive(Clone)]
pub(crate) struct Books(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    // Closed while nobody gets an answer.
    answers: Semaphore,
}

#[derive(Default)]
struct State {
    bound: BTreeMap<String, BTreeSet<String>>,
    asked: Vec<Place>,
    ears: Vec<mpsc::UnboundedSender<Change>>,
    is_deaf: bool,
    is_forbidden: bool,
    failures: usize,
    receivers: BTreeMap<String, u64>,
}

impl Books {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared { state: Mutex::default(), answers: Semaphore::new(1) }))
    }

    /// Nobody is told of changes.
    pub(crate) fn deaf(self) -> Self {
        self.lock().is_deaf = true;
        self
    }

    /// Nobody may ask.
    pub(crate) fn forbidden(self) -> Self {
        self.lock().is_forbidden = true;
        self
    }

    /// The next questions have no answer.
    pub(crate) fn fail(&self, times: usize) {
        self.lock().failures = times;
    }

    /// A queue comes, and everybody is told.
    pub(crate) fn add(&self, address: &str, queue: &str) {
        self.set(address, queue);
        self.tell(&Change::Added(Place::queue(address, queue)));
    }

    /// A queue goes, and everybody is told.
    pub(crate) fn remove(&self, address: &str, queue: &str) {
        self.unset(address, queue);
        self.tell(&Change::Removed(Place::queue(address, queue)));
    }

    /// A queue comes in silence.
    pub(crate) fn set(&self, address: &str, queue: &str) {
        self.lock().bound.entry(address.to_owned()).or_default().insert(queue.to_owned());
    }

    /// A queue goes in silence.
    pub(crate) fn unset(&self, address: &str, queue: &str) {
        self.lock().bound.entry(address.to_owned()).or_default().remove(queue);
    }

    pub(crate) fn tell(&self, change: &Change) {
        self.lock().ears.retain(|ear| ear.send(change.clone()).is_ok());
    }

    /// The word of changes ends, and with it what it has not yet told.
    pub(crate) fn interrupt(&self) {
        self.lock().ears.clear();
    }

    pub(crate) fn set_receivers(&self, queue: &str, n: u64) {
        self.lock().receivers.insert(queue.to_owned(), n);
    }

    /// What was asked since this was last asked.
    pub(crate) fn asked(&self) -> Vec<Place> {
        std::mem::take(&mut self.lock().asked)
    }

    /// Keeps all answers back until what is given back is dropped.
    pub(crate) async fn keep_silent(&self) -> impl Drop + '_ {
        self.0.answers.acquire().await.unwrap()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap()
    }
}

fn forbidden() -> Error {
    Error::new(ErrorKind::Unauthorized, "ask")
}

#[async_trait]
impl Directory for Books {
    async fn bound(&self, place: &Place) -> Result<BTreeSet<String>, Error> {
        self.lock().asked.push(place.clone());
        let _turn = self.0.answers.acquire().await.unwrap();
        let mut state = self.lock();
        if state.is_forbidden {
            return Err(forbidden());
        }
        if state.failures > 0 {
            state.failures -= 1;
            return Err(Error::new(ErrorKind::Timeout, "ask"));
        }
        Ok(state.bound.get(&place.address).cloned().unwrap_or_default())
    }

    async fn changes(&self) -> Result<Box<dyn Changes>, Error> {
        let mut state = self.lock();
        if state.is_deaf || state.is_forbidden {
            return Err(forbidden());
        }
        let (ear, heard) = mpsc::unbounded_channel();
        state.ears.push(ear);
        Ok(Box::new(Ear(heard)))
    }

    async fn receivers(&self, queue: &str) -> Result<u64, Error> {
        self.lock().receivers.get(queue).copied().ok_or_else(|| Error::new(ErrorKind::NotFound, "count"))
    }
}

struct Ear(mpsc::UnboundedReceiver<Change>);

#[async_trait]
impl Changes for Ear {
    async fn next(&mut self) -> Result<Change, Error> {
        self.0.recv().await.ok_or_else(|| Error::new(ErrorKind::Disconnected, "hear"))
    }
}
