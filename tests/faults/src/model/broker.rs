use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use super::{
    Chance, ConnectionId, ConsumerId, Event, Message, QueueConfig, QueueState, Refusal, RefusalKind, Routing, SendId,
    Settings, Target, Time, address::Address, consumer::Consumer, queue::Queue,
};

/// How long the journal takes: what was accepted later than this before a crash is given again, by chance.
pub(super) const JOURNAL: Time = Time::from_millis(4);

/// The broker.
#[derive(Debug)]
pub struct Broker {
    pub(super) settings: Settings,
    pub(super) chance: Chance,
    pub(super) addresses: BTreeMap<Arc<str>, Address>,
    pub(super) queues: BTreeMap<Arc<str>, Queue>,
    pub(super) connections: BTreeSet<ConnectionId>,
    pub(super) consumers: BTreeMap<ConsumerId, Consumer>,
    /// Sends to addresses that are full.
    pub(super) waiting: VecDeque<Waiting>,
    pub(super) events: VecDeque<Event>,
    pub(super) next_id: u64,
    pub(super) next_scan: Option<Time>,
    pub(super) violations: Vec<String>,
    /// Queues to which something may be given; looked at once all else is done.
    pub(super) stirred: BTreeSet<Arc<str>>,
}

#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) send: SendId,
    pub(super) connection: ConnectionId,
    pub(super) target: Target,
    pub(super) message: Message,
}

impl Broker {
    /// A broker that has just been started for the first time.
    pub fn new(settings: Settings) -> Self {
        let mut broker = Self {
            chance: Chance::new(settings.seed),
            settings,
            addresses: BTreeMap::new(),
            queues: BTreeMap::new(),
            connections: BTreeSet::new(),
            consumers: BTreeMap::new(),
            waiting: VecDeque::new(),
            events: VecDeque::new(),
            next_id: 0,
            next_scan: None,
            violations: Vec::new(),
            stirred: BTreeSet::new(),
        };
        for name in ["DLQ", "ExpiryQueue"] {
            broker.make_queue(QueueConfig::durable(name, name, Routing::Anycast));
        }
        broker
    }

    /// How it is set up.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes the settings of a pattern of addresses, for the next use of each.
    pub fn set(&mut self, pattern: impl Into<String>, settings: super::AddressSettings) {
        self.settings.set(pattern.into(), settings);
    }

    /// A client connects.
    ///
    /// # Errors
    /// If there are too many connections.
    pub fn connect(&mut self, _now: Time) -> Result<ConnectionId, Refusal> {
        if self.connections.len() >= self.settings.connections {
            return Err(Refusal::new(RefusalKind::Full, "too many connections"));
        }
        let id = ConnectionId(self.id());
        self.connections.insert(id);
        Ok(id)
    }

    /// A connection ends without a word: all that was given and not settled is given again, in order, counted as chance
    /// has it.
    pub fn dropped(&mut self, connection: ConnectionId, now: Time) {
        let counts = self.chance.in_of(2, 3);
        self.end_connection(connection, counts, now);
        self.dispatch(now);
    }

    /// As [`dropped`](Self::dropped), where the broker counts all of it for sure, as over STOMP.
    pub fn dropped_and_counted(&mut self, connection: ConnectionId, now: Time) {
        self.end_connection(connection, true, now);
        self.dispatch(now);
    }

    /// A client closes its connection politely: nothing is counted.
    pub fn closed(&mut self, connection: ConnectionId, now: Time) {
        self.end_connection(connection, false, now);
        self.dispatch(now);
    }

    /// The broker closes a connection, as an operator may want.
    pub fn close_connection(&mut self, connection: ConnectionId, said: &str, now: Time) {
        if self.connections.contains(&connection) {
            self.dropped(connection, now);
            let refusal = Refusal::new(RefusalKind::Gone, said);
            self.events.push_back(Event::ConnectionClosed { connection, refusal });
        }
    }

    /// The process of the broker dies and is started again: connections, volatile queues and volatile messages are gone,
    /// counts are what the journal has, and what was accepted in the last moments may be given again.
    pub fn restart(&mut self, now: Time) {
        self.events.clear();
        self.waiting.clear();
        for connection in std::mem::take(&mut self.connections) {
            let refusal = Refusal::new(RefusalKind::Gone, "the broker has stopped");
            self.events.push_back(Event::ConnectionClosed { connection, refusal });
        }
        let forgets = self.chance.in_of(1, 2);
        for (_, consumer) in std::mem::take(&mut self.consumers) {
            let Some(queue) = self.queues.get_mut(&consumer.queue) else { continue };
            for (_, entry) in consumer.unsettled {
                if consumer.browses_from.is_none() {
                    queue.delivering -= 1;
                    queue.put_back(entry);
                }
            }
        }
        for queue in self.queues.values_mut() {
            queue.restarted(now, forgets, &mut self.chance);
        }
        let gone: Vec<_> =
            self.queues.values().filter(|queue| queue.goes_at_start()).map(|it| it.config.name.clone()).collect();
        for name in gone {
            self.remove_queue(&name);
        }
        self.recount();
        self.next_scan = None;
        self.stirred.clear();
    }

    /// What has happened since this was last asked, in order.
    pub fn take_events(&mut self) -> VecDeque<Event> {
        std::mem::take(&mut self.events)
    }

    /// What clients did that no client may do.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }

    /// The names of all queues, in order.
    pub fn queue_names(&self) -> Vec<Arc<str>> {
        self.queues.keys().cloned().collect()
    }

    /// How many messages a queue has, in whatever state; `None` if there is none of this name.
    pub fn depth(&self, queue: &str) -> Option<usize> {
        self.queues.get(queue).map(Queue::len)
    }

    /// What is in a queue; `None` if there is none of this name.
    pub fn queue(&self, name: &str) -> Option<QueueState> {
        let queue = self.queues.get(name)?;
        let consumers =
            self.consumers.values().filter(|consumer| &*consumer.queue == name && consumer.browses_from.is_none());
        let mut delivering: Vec<_> = consumers.flat_map(|consumer| consumer.unsettled.values()).collect();
        delivering.sort_by_key(|entry| entry.order);
        Some(QueueState {
            config: queue.config.clone(),
            ready: queue.ready.iter().map(|entry| entry.message.clone()).collect(),
            scheduled: queue.scheduled.values().map(|entry| entry.message.clone()).collect(),
            delivering: delivering.into_iter().map(|entry| entry.message.clone()).collect(),
            consumers: queue.consumers.clone(),
            groups: queue.groups.iter().map(|(group, owner)| (group.to_string(), *owner)).collect(),
        })
    }

    /// How many deliveries a consumer has not settled.
    pub fn unsettled(&self, consumer: ConsumerId) -> usize {
        self.consumers.get(&consumer).map_or(0, |consumer| consumer.unsettled.len())
    }

    /// A delivery that a consumer has not settled.
    pub fn delivery(&self, consumer: ConsumerId, delivery: super::DeliveryId) -> Option<&Message> {
        self.consumers.get(&consumer)?.unsettled.get(&delivery).map(|entry| &entry.message)
    }

    /// Whether a connection is open.
    pub fn is_open(&self, connection: ConnectionId) -> bool {
        self.connections.contains(&connection)
    }

    pub(super) fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// Makes a queue, whose name must be free, and its address.
    pub(super) fn make_queue(&mut self, config: QueueConfig) {
        let address = self.addresses.entry(config.address.clone()).or_default();
        address.routings.insert(config.routing);
        address.queues.insert(config.name.clone());
        self.queues.insert(config.name.clone(), Queue::new(config));
    }

    /// Removes a queue with what is in it; consumers must be gone.
    pub(super) fn remove_queue(&mut self, name: &str) -> Option<Queue> {
        let queue = self.queues.remove(name)?;
        if let Some(address) = self.addresses.get_mut(&queue.config.address) {
            address.queues.remove(name);
        }
        Some(queue)
    }

    fn end_connection(&mut self, connection: ConnectionId, counts: bool, now: Time) {
        if !self.connections.remove(&connection) {
            return;
        }
        self.waiting.retain(|waiting| waiting.connection != connection);
        let theirs: Vec<_> =
            self.consumers.iter().filter(|(_, it)| it.connection == connection).map(|(id, _)| *id).collect();
        for consumer in theirs {
            self.end_consumer(consumer, counts, now);
        }
        let temporary: Vec<_> = self
            .queues
            .values()
            .filter(|queue| queue.config.temporary == Some(connection))
            .map(|queue| queue.config.name.clone())
            .collect();
        for name in temporary {
            self.unbind(&name, now);
        }
    }

    fn recount(&mut self) {
        for address in self.addresses.values_mut() {
            address.bytes = 0;
        }
        for queue in self.queues.values() {
            let entries = queue.ready.iter().chain(queue.scheduled.values());
            let bytes: usize = entries.map(|entry| entry.message.bytes()).sum();
            if let Some(address) = self.addresses.get_mut(&queue.config.address) {
                address.bytes += bytes;
            }
        }
    }
}

impl Queue {
    fn restarted(&mut self, now: Time, forgets: bool, chance: &mut Chance) {
        for (at, entry) in std::mem::take(&mut self.accepted) {
            if forgets && at + JOURNAL > now {
                self.put_back(entry);
            }
        }
        self.ready.retain(|entry| entry.message.durable);
        self.scheduled.retain(|_, entry| entry.message.durable);
        for entry in &mut self.ready {
            // Written when the broker has nothing better to do.
            entry.journaled += chance.below(u64::from(entry.count - entry.journaled) + 1) as u32;
            entry.count = entry.journaled;
        }
        self.consumers.clear();
        self.groups.clear();
        self.delivering = 0;
        self.left_at = None;
        self.turn = 0;
        self.is_paused = false;
    }

    fn goes_at_start(&self) -> bool {
        !self.config.durable || self.config.temporary.is_some() || (self.config.auto_delete && self.len() == 0)
    }
}
