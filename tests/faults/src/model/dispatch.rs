use std::sync::Arc;

use super::{Broker, ConsumerId, DeliveryId, Event, Message, Time, queue::Entry};

impl Broker {
    /// Gives what can be given.
    pub(super) fn dispatch(&mut self, now: Time) {
        while let Some(name) = self.stirred.pop_first() {
            if let Some(queue) = self.queues.get_mut(&name) {
                queue.release_due(now);
            }
            self.serve_browsers(&name);
            self.serve_queue(&name);
        }
    }

    fn serve_queue(&mut self, name: &Arc<str>) {
        let mut at = 0;
        loop {
            let Some(queue) = self.queues.get(name) else { return };
            if queue.is_paused || queue.consumers.iter().all(|id| !self.has_credit(*id)) {
                return;
            }
            let Some(entry) = queue.ready.get(at) else { return };
            match self.chosen(name, &entry.message) {
                None => at += 1,
                Some(consumer) => {
                    let Some(queue) = self.queues.get_mut(name) else { return };
                    let Some(entry) = queue.ready.remove(at) else { return };
                    if let Some(group) = &entry.message.group {
                        queue.groups.insert(group.clone(), consumer);
                    }
                    queue.delivering += 1;
                    if let Some(place) = queue.consumers.iter().position(|id| *id == consumer) {
                        queue.turn = place + 1;
                    }
                    self.deliver(consumer, entry);
                }
            }
        }
    }

    /// Who gets a message: the owner of its group and nobody else, otherwise the next who can.
    fn chosen(&self, name: &str, message: &Message) -> Option<ConsumerId> {
        let queue = self.queues.get(name)?;
        let owner = message.group.as_ref().and_then(|group| queue.groups.get(group)).copied();
        if let Some(owner) = owner {
            return (self.has_credit(owner) && self.wants(owner, message)).then_some(owner);
        }
        let n = queue.consumers.len();
        (0..n)
            .filter_map(|step| queue.consumers.get((queue.turn + step) % n).copied())
            .find(|id| self.has_credit(*id) && self.wants(*id, message))
    }

    fn has_credit(&self, consumer: ConsumerId) -> bool {
        self.consumers.get(&consumer).is_some_and(|consumer| consumer.credit > 0)
    }

    fn wants(&self, consumer: ConsumerId, message: &Message) -> bool {
        let selector = self.consumers.get(&consumer).and_then(|consumer| consumer.selector.as_ref());
        selector.is_none_or(|selector| selector.fits(message))
    }

    fn deliver(&mut self, id: ConsumerId, entry: Entry) {
        self.next_id += 1;
        let delivery = DeliveryId(self.next_id);
        let Some(consumer) = self.consumers.get_mut(&id) else { return };
        consumer.credit = consumer.credit.saturating_sub(1);
        self.events.push_back(Event::Delivery {
            consumer: id,
            delivery,
            message: entry.message.clone(),
            count: entry.count,
            order: entry.order,
        });
        consumer.unsettled.insert(delivery, entry);
    }

    /// Shows browsers what they have not seen.
    fn serve_browsers(&mut self, name: &Arc<str>) {
        let browsers: Vec<_> = self
            .consumers
            .iter()
            .filter(|(_, consumer)| consumer.queue == *name && consumer.browses_from.is_some() && consumer.credit > 0)
            .map(|(id, _)| *id)
            .collect();
        for id in browsers {
            while let Some(entry) = self.next_to_show(id, name) {
                if let Some(consumer) = self.consumers.get_mut(&id) {
                    consumer.browses_from = Some(entry.order + 1);
                }
                self.deliver(id, entry);
            }
        }
    }

    fn next_to_show(&self, id: ConsumerId, name: &str) -> Option<Entry> {
        let consumer = self.consumers.get(&id).filter(|consumer| consumer.credit > 0)?;
        let from = consumer.browses_from?;
        let mut ready = self.queues.get(name)?.ready.iter();
        ready.find(|entry| entry.order >= from && self.wants(id, &entry.message)).cloned()
    }
}
