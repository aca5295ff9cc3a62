use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
    task::Waker,
};

use tidings::envelope::Parcel;
use tokio::sync::watch;

/// How many events a queue holds; a send to a full one fails at once.
pub(crate) const CAPACITY: usize = 10_000;

/// What the senders and receivers of one connection share.
pub(crate) struct Board {
    /// By name; `None` once the board is closed.
    queues: Mutex<Option<BTreeMap<String, Queue>>>,
    /// How many events listeners have still to settle.
    pub(crate) open: watch::Sender<usize>,
}

/// A queue without an address has no listener: it takes dead letters, or its listener has left.
#[derive(Default)]
pub(crate) struct Queue {
    pub(crate) address: String,
    pub(crate) waiting: VecDeque<Arc<dyn Parcel>>,
    pub(crate) unsettled: BTreeMap<u64, Arc<dyn Parcel>>,
    pub(crate) reader: Option<Waker>,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self { queues: Mutex::new(Some(BTreeMap::new())), open: watch::Sender::new(0) }
    }

    /// Does something with the queues, unless the board was closed, or a panic left it half changed.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<String, Queue>) -> T) -> Option<T> {
        self.queues.lock().ok()?.as_mut().map(act)
    }

    /// Takes everything down.
    pub(crate) fn close(&self) -> Option<BTreeMap<String, Queue>> {
        self.queues.lock().ok()?.take()
    }
}

impl Queue {
    pub(crate) fn put(&mut self, parcel: Arc<dyn Parcel>, first: bool) {
        self.waiting.insert(if first { 0 } else { self.waiting.len() }, parcel);
        self.reader.take().into_iter().for_each(Waker::wake);
    }
}
