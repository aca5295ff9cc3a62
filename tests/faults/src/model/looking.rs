use std::sync::Arc;

use super::{Broker, ConsumerId};

impl Broker {
    /// The queue that somebody consumes from.
    pub fn queue_of(&self, consumer: ConsumerId) -> Option<Arc<str>> {
        Some(self.consumers.get(&consumer)?.queue.clone())
    }

    /// The address of a queue.
    pub fn address_of(&self, queue: &str) -> Option<Arc<str>> {
        Some(self.queues.get(queue)?.config.address.clone())
    }

    /// Whether there is such a queue, and it survives a restart.
    pub fn is_durable(&self, queue: &str) -> bool {
        self.queues.get(queue).is_some_and(|queue| queue.config.durable)
    }
}
