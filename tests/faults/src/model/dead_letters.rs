use std::sync::Arc;

use super::{Broker, Message, Routing, Target, Time, queue::Entry};

impl Broker {
    /// Gives up on a message: it goes to the dead-letter address, or is dropped if there is none.
    pub(super) fn give_up(&mut self, queue: &Arc<str>, entry: Entry, now: Time) {
        let Some(found) = self.queues.get(queue) else { return };
        let address = found.config.address.clone();
        let bytes = entry.message.bytes();
        let message =
            Message { origin_address: Some(address.clone()), origin_queue: Some(queue.clone()), ..entry.message };
        self.bury(&address, message, now);
        self.freed(&address, bytes, now);
    }

    /// What no queue got.
    pub(super) fn unrouted(&mut self, target: &Target, message: Message, now: Time) {
        let Some(address) = self.addresses.get_mut(&target.address) else { return };
        address.unrouted += 1;
        if self.settings.of(&target.address).send_to_dla_on_no_route {
            let origin_address = Some(target.address.clone());
            // As the broker writes it.
            let origin_queue = Some("".into());
            self.bury(&target.address, Message { origin_address, origin_queue, ..message }, now);
        }
    }

    fn bury(&mut self, address: &str, message: Message, now: Time) {
        let Some(letters) = self.settings.of(address).dead_letter_address.clone() else { return };
        // The id was seen when the message first came.
        let message = Message { duplicate_id: None, delay: None, ..message };
        let target = Target { address: letters, queue: None, routing: None };
        for routing in [Routing::Anycast, Routing::Multicast] {
            let names = self.bound(&target.address, routing);
            let most = if routing == Routing::Anycast { 1 } else { usize::MAX };
            for name in names.into_iter().take(most) {
                self.put(&name, message.clone(), now);
            }
        }
    }

    /// The queues of an address with a routing.
    pub(super) fn bound(&self, address: &str, routing: Routing) -> Vec<Arc<str>> {
        let Some(found) = self.addresses.get(address) else { return Vec::new() };
        let is_it = |name: &&Arc<str>| self.queues.get(*name).is_some_and(|queue| queue.config.routing == routing);
        found.queues.iter().filter(is_it).cloned().collect()
    }
}
