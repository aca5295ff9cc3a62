use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, Weak,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use super::{address::Address, dead_letters::DeadLetters, link::Link, lock::lock};

/// The broker of one program; everything that was cloned from one [`Local`](crate::Local) shares it.
pub(crate) struct Broker {
    registry: Mutex<Registry>,
    last_id: AtomicU64,
    /// Connections that are not closed.
    open: AtomicUsize,
}

/// What exists, by name.
#[derive(Default)]
pub(crate) struct Registry {
    /// An address lives as long as it has a queue or somebody sends to it. Sorted: what a shutdown leaves is told in their order.
    addresses: BTreeMap<Arc<str>, Weak<Address>>,
    sweep_at: usize,
    /// The address of each queue.
    pub(crate) queues: HashMap<Arc<str>, Arc<Address>>,
    dead_letters: HashMap<String, Arc<DeadLetters>>,
}

impl Broker {
    pub(crate) fn new() -> Self {
        Self { registry: Mutex::default(), last_id: AtomicU64::new(0), open: AtomicUsize::new(0) }
    }

    pub(crate) fn registry(&self) -> MutexGuard<'_, Registry> {
        lock(&self.registry)
    }

    /// A number for a connection, a queue or a receiver; never 0.
    pub(crate) fn next_id(&self) -> u64 {
        self.last_id.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn connect(&self) -> Arc<Link> {
        self.open.fetch_add(1, Ordering::AcqRel);
        Arc::new(Link::new(self.next_id()))
    }

    /// Counts a connection as closed; how many are still open.
    pub(crate) fn disconnect(&self) -> usize {
        self.open.fetch_sub(1, Ordering::AcqRel) - 1
    }
}

impl Registry {
    pub(crate) fn address(&mut self, name: &str) -> Arc<Address> {
        if let Some(address) = self.addresses.get(name).and_then(Weak::upgrade) {
            return address;
        }
        // Names may be known at run time only, and be many: forgotten ones are swept when the map has doubled.
        if self.addresses.len() >= self.sweep_at {
            self.addresses.retain(|_, address| address.strong_count() > 0);
            self.sweep_at = (2 * self.addresses.len()).max(64);
        }
        let address = Arc::new(Address::new(name.into()));
        self.addresses.insert(address.name().clone(), Arc::downgrade(&address));
        address
    }

    pub(crate) fn addresses(&self) -> Vec<Arc<Address>> {
        self.addresses.values().filter_map(Weak::upgrade).collect()
    }

    pub(crate) fn dead_letters(&mut self, name: String) -> Arc<DeadLetters> {
        self.dead_letters.entry(name).or_insert_with(|| Arc::new(DeadLetters::new())).clone()
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        let registry = self.registry();
        let events: usize = registry.addresses().iter().map(|address| address.durable_len()).sum();
        let dead_letters: usize = registry.dead_letters.values().map(|letters| letters.len()).sum();
        if events + dead_letters > 0 {
            tracing::warn!(events, dead_letters, "the local provider ends with durable events that nobody handled");
        }
    }
}

impl fmt::Debug for Broker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let registry = self.registry();
        f.debug_struct("Broker").field("queues", &registry.queues.len()).finish_non_exhaustive()
    }
}
