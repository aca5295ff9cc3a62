use std::{collections::BTreeMap, sync::Arc};

use super::{
    Broker, ConnectionId, ConsumerId, DeliveryId, Event, QueueConfig, Refusal, RefusalKind, Routing, Selector, Settle,
    Time, broker::JOURNAL, consumer::Consumer,
};

/// What somebody consumes from.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where.
    pub place: Place,
    /// Which messages alone.
    pub selector: Option<Selector>,
    /// Whether everything stays, whatever is settled.
    pub is_browsing: bool,
    /// Whether a queue of this name on another address will do, as over STOMP.
    pub any_address: bool,
}

/// A place to consume from.
#[derive(Debug, Clone)]
pub enum Place {
    /// A queue by its full name, which attaching makes.
    Queue {
        /// The address.
        address: Arc<str>,
        /// The queue.
        queue: Arc<str>,
        /// As what it is made.
        routing: Routing,
    },
    /// A multicast address: a temporary queue that goes with the consumer.
    Temporary {
        /// The address.
        address: Arc<str>,
    },
    /// A subscription that all clients share, by its name.
    Shared {
        /// The address.
        address: Arc<str>,
        /// The name of its queue.
        name: Arc<str>,
        /// Whether it stays without consumers.
        durable: bool,
    },
    /// A queue of its own for answers: [`Broker::consume`] tells its name.
    Replies,
}

impl Source {
    /// Everything from a place, to be taken.
    pub fn of(place: Place) -> Self {
        Self { place, selector: None, is_browsing: false, any_address: false }
    }

    /// The queue of a full name `address::queue`, or the queue with the name of its address.
    pub fn queue(name: &str, routing: Routing) -> Self {
        let (address, queue) = name.split_once("::").unwrap_or((name, name));
        Self::of(Place::Queue { address: address.into(), queue: queue.into(), routing })
    }
}

impl Broker {
    /// Somebody consumes, without credit; tells the name of the queue, too.
    ///
    /// # Errors
    /// What the broker says of a place that cannot be consumed from.
    pub fn consume(
        &mut self,
        connection: ConnectionId,
        source: &Source,
        now: Time,
    ) -> Result<(ConsumerId, Arc<str>), Refusal> {
        if !self.connections.contains(&connection) {
            return Err(Refusal::new(RefusalKind::Gone, "the connection is closed"));
        }
        let (queue, owns_queue) = self.place(connection, source)?;
        let Some(found) = self.queues.get_mut(&queue) else {
            return Err(Refusal::new(RefusalKind::NotFound, format!("Queue: '{queue}' does not exist")));
        };
        if found.config.max_consumers.is_some_and(|most| found.consumers.len() >= most) && !source.is_browsing {
            let said = format!("AMQ229200: Maximum Consumer Limit Reached on Queue {queue}");
            return Err(Refusal::new(RefusalKind::Illegal, said));
        }
        self.next_id += 1;
        let id = ConsumerId(self.next_id);
        if !source.is_browsing {
            found.consumers.push(id);
            // Whoever comes or goes has the round begin anew.
            found.turn = 0;
            found.left_at = None;
        }
        let address = found.config.address.clone();
        let consumer = Consumer {
            connection,
            queue: queue.clone(),
            credit: 0,
            unsettled: BTreeMap::new(),
            selector: source.selector.clone(),
            browses_from: source.is_browsing.then_some(0),
            owns_queue,
        };
        self.consumers.insert(id, consumer);
        self.notify("CONSUMER_CREATED", &address, &queue, now);
        self.dispatch(now);
        Ok((id, queue))
    }

    /// From now on a consumer may be given so many further deliveries, whatever was said before.
    pub fn credit(&mut self, consumer: ConsumerId, credit: u32, now: Time) {
        let Some(known) = self.consumers.get_mut(&consumer) else { return };
        known.credit = credit;
        self.stirred.insert(known.queue.clone());
        self.dispatch(now);
    }

    /// A consumer may be given so many deliveries more.
    pub fn add_credit(&mut self, consumer: ConsumerId, more: u32, now: Time) {
        if let Some(known) = self.consumers.get(&consumer) {
            self.credit(consumer, known.credit.saturating_add(more), now);
        }
    }

    /// A consumer settles a delivery; false if it was none of its.
    pub fn settle(&mut self, consumer: ConsumerId, delivery: DeliveryId, how: Settle, now: Time) -> bool {
        let Some(known) = self.consumers.get_mut(&consumer) else { return false };
        let Some(mut entry) = known.unsettled.remove(&delivery) else {
            self.violations.push(format!("{consumer:?} settled {delivery:?}, which is not its, as {how:?}"));
            return false;
        };
        if known.browses_from.is_some() {
            return true;
        }
        let name = known.queue.clone();
        let Some(queue) = self.queues.get_mut(&name) else { return true };
        queue.delivering -= 1;
        match how {
            Settle::Accepted => {
                let (address, bytes) = (queue.config.address.clone(), entry.message.bytes());
                queue.accepted.push_back((now, entry));
                while queue.accepted.front().is_some_and(|(at, _)| *at + JOURNAL <= now) {
                    queue.accepted.pop_front();
                }
                self.freed(&address, bytes, now);
            }
            Settle::Released => queue.put_back(entry),
            Settle::Failed => {
                entry.count += 1;
                self.give_back(&name, entry, now);
            }
            Settle::Rejected => self.give_up(&name, entry, now),
        }
        self.stirred.insert(name);
        self.dispatch(now);
        true
    }

    /// A consumer leaves; what it did not settle is given again, uncounted.
    pub fn leave(&mut self, consumer: ConsumerId, now: Time) {
        self.end_consumer(consumer, false, now);
        self.dispatch(now);
    }

    pub(super) fn end_consumer(&mut self, id: ConsumerId, counts: bool, now: Time) {
        let Some(consumer) = self.consumers.remove(&id) else { return };
        if consumer.browses_from.is_none() {
            for (_, mut entry) in consumer.unsettled {
                let Some(queue) = self.queues.get_mut(&consumer.queue) else { break };
                queue.delivering -= 1;
                entry.count += u32::from(counts);
                self.give_back(&consumer.queue, entry, now);
            }
            if let Some(queue) = self.queues.get_mut(&consumer.queue) {
                queue.leave(id, now);
                if queue.config.auto_delete && self.next_scan.is_none() {
                    self.next_scan = Some(now + self.settings.scan);
                }
            }
        }
        let address = self.queues.get(&consumer.queue).map(|queue| queue.config.address.clone());
        if let Some(address) = address {
            self.notify("CONSUMER_CLOSED", &address, &consumer.queue, now);
        }
        let is_last = self.queues.get(&consumer.queue).is_some_and(|queue| queue.consumers.is_empty());
        if consumer.owns_queue && is_last {
            self.unbind(&consumer.queue, now);
        }
        self.stirred.insert(consumer.queue);
    }

    /// Puts a message back, unless it has failed too often.
    fn give_back(&mut self, name: &Arc<str>, entry: super::queue::Entry, now: Time) {
        let Some(queue) = self.queues.get_mut(name) else { return };
        let settings = self.settings.of(&queue.config.address);
        if settings.max_delivery_attempts.is_some_and(|most| entry.count >= most) {
            return self.give_up(name, entry, now);
        }
        queue.put_back(entry);
    }

    /// The queue of a source, made if need be, and whether it goes with its last consumer.
    fn place(&mut self, connection: ConnectionId, source: &Source) -> Result<(Arc<str>, bool), Refusal> {
        match &source.place {
            Place::Queue { address, queue, routing } => {
                match self.queues.get(queue) {
                    Some(found) if found.config.address == *address || source.any_address => {}
                    Some(_) => {
                        let said = format!("Queue: '{queue}' does not exist for address '{address}'");
                        return Err(Refusal::new(RefusalKind::NotFound, said));
                    }
                    None => self.make_by_use(address, queue, *routing),
                }
                Ok((queue.clone(), false))
            }
            Place::Temporary { address } => {
                let name: Arc<str> = format!("temporary-{}", self.id()).into();
                let config = QueueConfig {
                    durable: false,
                    temporary: Some(connection),
                    ..QueueConfig::durable(address.clone(), name.clone(), Routing::Multicast)
                };
                self.make_and_tell(config);
                Ok((name, true))
            }
            Place::Shared { address, name, durable } => {
                if !self.queues.contains_key(name) {
                    let config = QueueConfig {
                        durable: *durable,
                        ..QueueConfig::durable(address.clone(), name.clone(), Routing::Multicast)
                    };
                    self.make_and_tell(config);
                }
                Ok((name.clone(), !durable))
            }
            Place::Replies => {
                let name: Arc<str> = format!("replies-{}", self.id()).into();
                let config = QueueConfig {
                    durable: false,
                    temporary: Some(connection),
                    ..QueueConfig::durable(name.clone(), name.clone(), Routing::Anycast)
                };
                self.make_and_tell(config);
                Ok((name, true))
            }
        }
    }

    /// Attaching to, or sending to, a full name makes its queue: durable, whatever it was before.
    pub(super) fn make_by_use(&mut self, address: &Arc<str>, queue: &Arc<str>, routing: Routing) {
        let auto_delete = self.settings.of(address).auto_delete_queues;
        let config = QueueConfig {
            auto_delete,
            auto_created: true,
            ..QueueConfig::durable(address.clone(), queue.clone(), routing)
        };
        self.make_and_tell(config);
    }

    /// An operator deletes a queue, whoever consumes from it, with what is in it.
    pub fn delete_queue(&mut self, name: &str, now: Time) {
        self.unbind(&name.into(), now);
        self.dispatch(now);
    }

    /// Deletes a queue: its consumers are told, what is in it is gone.
    pub(super) fn unbind(&mut self, name: &Arc<str>, now: Time) {
        let Some(queue) = self.remove_queue(name) else { return };
        for consumer in queue.consumers {
            self.consumers.remove(&consumer);
            let refusal = Refusal::new(RefusalKind::Deleted, format!("Queue deleted: {name}"));
            self.events.push_back(Event::ConsumerClosed { consumer, refusal });
        }
        let entries = queue.ready.iter().chain(queue.scheduled.values());
        let bytes = entries.map(|entry| entry.message.bytes()).sum();
        self.notify("BINDING_REMOVED", &queue.config.address, name, now);
        self.freed(&queue.config.address, bytes, now);
    }

    pub(super) fn make_and_tell(&mut self, config: QueueConfig) {
        let (address, name) = (config.address.clone(), config.name.clone());
        self.make_queue(config);
        self.notify("BINDING_ADDED", &address, &name, Time::ZERO);
    }
}
