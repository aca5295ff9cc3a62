use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{sync::watch, time::Instant};

/// What happened in a run, outside of every process, so that it outlives them; clones are the same one.
#[derive(Clone)]
pub(super) struct Journal(Arc<Shared>);

struct Shared {
    entries: Mutex<Entries>,
    changed: watch::Sender<()>,
}

/// What happened.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// Grows with every entry, so that it says what came before what.
    pub(super) tick: u64,
    pub(super) sends: BTreeMap<u64, Send>,
    /// By queue and event.
    pub(super) handlings: BTreeMap<(String, u64), Vec<Handling>>,
    /// What lives of processes have handled: life, queue, event id.
    pub(super) handled: BTreeSet<(u64, String, String)>,
    /// Copies that lives of processes know to be written: life, queue, event id, with the highest attempt; dead letters
    /// count as the highest of all.
    pub(super) copies: BTreeMap<(u64, String, String), u32>,
    /// Handlings under way, by life, queue and key.
    pub(super) under_way: BTreeMap<(u64, String, String), u64>,
    /// What publishers gave up though it may have arrived, by event id, and when.
    pub(super) given_up: BTreeMap<String, Instant>,
    /// Which processes have listened once, by their number.
    pub(super) listening: BTreeSet<usize>,
    /// When all had.
    pub(super) all_listen: Option<u64>,
    /// Publishers that are done.
    pub(super) published: BTreeSet<usize>,
    pub(super) violations: Vec<String>,
}

/// What is known of an event's sending.
#[derive(Debug, Clone, Default)]
pub(super) struct Send {
    /// When it was first begun.
    pub(super) begun: u64,
    /// When it was first confirmed.
    pub(super) confirmed: Option<u64>,
    /// It was sent more than once, so that it keeps no order with what was sent meanwhile.
    pub(super) is_repeated: bool,
    /// Nobody will send it any more.
    pub(super) is_over: bool,
}

/// An attempt to handle an event.
#[derive(Debug, Clone)]
pub(super) struct Handling {
    pub(super) life: u64,
    pub(super) begun: u64,
    /// When it succeeded.
    pub(super) handled: Option<u64>,
}

impl Entries {
    /// Whether an event was sent only when every queue was there.
    pub(super) fn is_promised_to_all(&self, send: &Send) -> bool {
        self.all_listen.is_some_and(|all| all <= send.begun)
    }
}

impl Journal {
    pub(super) fn new() -> Self {
        Self(Arc::new(Shared { entries: Mutex::default(), changed: watch::channel(()).0 }))
    }

    /// Writes.
    pub(super) fn write<T>(&self, write: impl FnOnce(&mut Entries) -> T) -> T {
        let mut entries = self.lock();
        entries.tick += 1;
        let written = write(&mut entries);
        drop(entries);
        self.0.changed.send_replace(());
        written
    }

    /// Reads.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Entries) -> T) -> T {
        read(&self.lock())
    }

    /// Notes what must not be.
    pub(super) fn violation(&self, text: impl Into<String>) {
        let text = text.into();
        self.write(|entries| entries.violations.push(text));
    }

    /// Waits until something is so.
    pub(super) async fn until(&self, is_so: impl Fn(&Entries) -> bool) {
        let mut changed = self.0.changed.subscribe();
        while !self.read(&is_so) {
            // The sender lives as long as this.
            drop(changed.changed().await);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        // A panicking listener leaves it whole.
        self.0.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
