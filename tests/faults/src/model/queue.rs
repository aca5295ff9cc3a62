use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use super::{ConnectionId, ConsumerId, Message, Routing, Time};

/// What a queue is made as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueConfig {
    /// Its name; names are global.
    pub name: Arc<str>,
    /// The address that it is bound to.
    pub address: Arc<str>,
    /// Who gets what is sent to the address.
    pub routing: Routing,
    /// Whether it, and durable messages in it, survive a restart.
    pub durable: bool,
    /// Whether it goes some time after its last consumer.
    pub auto_delete: bool,
    /// How long after.
    pub auto_delete_delay: Time,
    /// Up to how many messages go with it; `None` is any number.
    pub auto_delete_messages: Option<usize>,
    /// Whether attaching or sending made it.
    pub auto_created: bool,
    /// The connection that it goes with.
    pub temporary: Option<ConnectionId>,
    /// How many may consume at a time.
    pub max_consumers: Option<usize>,
}

impl QueueConfig {
    /// A durable queue that stays.
    pub fn durable(address: impl Into<Arc<str>>, name: impl Into<Arc<str>>, routing: Routing) -> Self {
        Self {
            name: name.into(),
            address: address.into(),
            routing,
            durable: true,
            auto_delete: false,
            auto_delete_delay: Time::ZERO,
            auto_delete_messages: Some(0),
            auto_created: false,
            temporary: None,
            max_consumers: None,
        }
    }
}

/// What is in a queue, for whoever checks it.
#[derive(Debug, Clone)]
pub struct QueueState {
    /// What it was made as.
    pub config: QueueConfig,
    /// What waits, in order.
    pub ready: Vec<Message>,
    /// What is held back for a time.
    pub scheduled: Vec<Message>,
    /// What was given and not settled.
    pub delivering: Vec<Message>,
    /// Who consumes.
    pub consumers: Vec<ConsumerId>,
    /// Who has which group.
    pub groups: Vec<(String, ConsumerId)>,
}

/// A message in a queue.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its place in the queue, which a redelivery does not change.
    pub(super) order: u64,
    pub(super) message: Message,
    /// How often a delivery of it failed, as the broker counts.
    pub(super) count: u32,
    /// What of that is in the journal.
    pub(super) journaled: u32,
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) config: QueueConfig,
    pub(super) ready: VecDeque<Entry>,
    /// By the time at which they are due, then in order.
    pub(super) scheduled: BTreeMap<(Time, u64), Entry>,
    pub(super) consumers: Vec<ConsumerId>,
    /// Whose turn it is.
    pub(super) turn: usize,
    pub(super) groups: BTreeMap<Arc<str>, ConsumerId>,
    pub(super) next_order: u64,
    pub(super) delivering: usize,
    /// Since when nobody consumes who did.
    pub(super) left_at: Option<Time>,
    /// What was accepted lately, and when: a crash may forget that.
    pub(super) accepted: VecDeque<(Time, Entry)>,
    pub(super) is_paused: bool,
}

impl Queue {
    pub(super) fn new(config: QueueConfig) -> Self {
        Self {
            config,
            ready: VecDeque::new(),
            scheduled: BTreeMap::new(),
            consumers: Vec::new(),
            turn: 0,
            groups: BTreeMap::new(),
            next_order: 0,
            delivering: 0,
            left_at: None,
            accepted: VecDeque::new(),
            is_paused: false,
        }
    }

    /// How many messages it has, in whatever state.
    pub(super) fn len(&self) -> usize {
        self.ready.len() + self.scheduled.len() + self.delivering
    }

    pub(super) fn add(&mut self, message: Message, now: Time) {
        let order = self.next_order;
        self.next_order += 1;
        let due = message.delay.filter(|delay| !delay.is_zero()).map(|delay| now + delay);
        let entry = Entry { order, message, count: 0, journaled: 0 };
        match due {
            Some(due) => drop(self.scheduled.insert((due, order), entry)),
            None => self.ready.push_back(entry),
        }
    }

    /// Gives entries their old places back.
    pub(super) fn put_back(&mut self, entry: Entry) {
        let at = self.ready.partition_point(|other| other.order < entry.order);
        self.ready.insert(at, entry);
    }

    /// Moves what is due to the place where it would be if it had not been held back.
    pub(super) fn release_due(&mut self, now: Time) -> bool {
        let mut moved = false;
        while let Some(entry) = self.scheduled.first_entry().filter(|entry| entry.key().0 <= now) {
            let entry = entry.remove();
            self.put_back(entry);
            moved = true;
        }
        moved
    }

    pub(super) fn leave(&mut self, consumer: ConsumerId, now: Time) {
        self.consumers.retain(|known| *known != consumer);
        self.turn = 0;
        self.groups.retain(|_, owner| *owner != consumer);
        if self.consumers.is_empty() {
            self.left_at = Some(now);
        }
    }
}
