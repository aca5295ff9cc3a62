use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, watch};

use super::{
    answer::{Answers, scripted},
    letters::Letters,
    offer::Offered,
    unsettled::Unsettled,
};
use crate::{
    error::{Error, ErrorKind, Problem},
    provider::{BodyKind, Capabilities, Health},
    sending::SharedEnvelope,
};

/// What a script and its provider share.
pub(super) struct Shared {
    state: Mutex<State>,
    changed: Notify,
    pub(super) letters: Arc<Letters>,
    pub(super) health: watch::Sender<Health>,
}

pub(super) struct State {
    pub(super) capabilities: Capabilities,
    pub(super) problems: Vec<Problem>,
    /// How the next attempts to connect fail.
    pub(super) connect: VecDeque<ErrorKind>,
    /// What is refused, by operation and name.
    pub(super) refused: BTreeMap<(Operation, String), ErrorKind>,
    pub(super) answers: Answers,
    pub(super) offers: Vec<Offered>,
    pub(super) queues: BTreeMap<String, Unsettled>,
    pub(super) verified: Vec<String>,
    pub(super) removed: Vec<String>,
    pub(super) connected: usize,
    pub(super) closed: usize,
    pub(super) worked_off: usize,
    pub(super) close_fails: Option<ErrorKind>,
    pub(super) undelivered: Vec<SharedEnvelope>,
    /// Whether everything that is awaited waits a turn.
    pub(super) hesitates: bool,
}

/// What a script can refuse by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operation {
    Subscribe,
    Verify,
    DeadLetters,
}

impl Shared {
    pub(super) fn new() -> Self {
        let capabilities = Capabilities {
            durable: true,
            across_processes: true,
            delay: true,
            ordered: true,
            keys: true,
            redelivered: true,
            dead_letters: true,
            reconnects: true,
            volatile_queues: true,
            global_names: true,
            ..Capabilities::none(BodyKind::Encoded)
        };
        let state = State {
            capabilities,
            problems: Vec::new(),
            connect: VecDeque::new(),
            refused: BTreeMap::new(),
            answers: Answers::default(),
            offers: Vec::new(),
            queues: BTreeMap::new(),
            verified: Vec::new(),
            removed: Vec::new(),
            connected: 0,
            closed: 0,
            worked_off: 0,
            close_fails: None,
            undelivered: Vec::new(),
            hesitates: false,
        };
        Self {
            state: Mutex::new(state),
            changed: Notify::new(),
            letters: Arc::default(),
            health: watch::Sender::new(Health::Up),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and tells whoever waits for it.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.state());
        self.changed.notify_waiters();
        changed
    }

    /// Waits until the state shows what is looked for.
    pub(super) async fn until<T>(&self, look: impl Fn(&State) -> Option<T>) -> T {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Registered before the look, so that no change between the two is missed.
            changed.as_mut().enable();
            if let Some(found) = look(&self.state()) {
                return found;
            }
            changed.await;
        }
    }

    /// Waits a turn, if the script says so.
    pub(super) async fn turn(&self) {
        if self.state().hesitates {
            tokio::task::yield_now().await;
        }
    }

    /// Fails if the script refuses this.
    pub(super) fn permit(&self, operation: Operation, name: &str) -> Result<(), Error> {
        match self.state().refused.get(&(operation, name.to_owned())) {
            Some(kind) => Err(scripted(*kind).with("name", name)),
            None => Ok(()),
        }
    }
}

impl State {
    /// The queue of this name, whether or not anybody listens.
    pub(super) fn queue(&mut self, name: &str) -> &mut Unsettled {
        self.queues.entry(name.to_owned()).or_default()
    }
}
