use super::{Broker, Time};

impl Broker {
    /// When [`advance`](Self::advance) is to be called next; `None` while nothing waits for a time.
    pub fn wake_at(&self) -> Option<Time> {
        let due =
            self.queues.values().filter_map(|queue| queue.scheduled.first_key_value().map(|((at, _), _)| *at)).min();
        [due, self.next_scan].into_iter().flatten().min()
    }

    /// Does what is due.
    pub fn advance(&mut self, now: Time) {
        for (name, queue) in &mut self.queues {
            if queue.release_due(now) {
                self.stirred.insert(name.clone());
            }
        }
        if self.next_scan.is_some_and(|at| at <= now) {
            self.scan(now);
        }
        self.dispatch(now);
    }

    /// Removes queues that delete themselves: some time after their last consumer, at the next look.
    fn scan(&mut self, now: Time) {
        let over: Vec<_> = self
            .queues
            .values()
            .filter(|queue| queue.config.auto_delete && queue.consumers.is_empty())
            .filter(|queue| queue.left_at.is_some_and(|at| at + queue.config.auto_delete_delay <= now))
            .filter(|queue| queue.config.auto_delete_messages.is_none_or(|most| queue.len() <= most))
            .map(|queue| queue.config.name.clone())
            .collect();
        for name in over {
            self.unbind(&name, now);
        }
        let waits = self.queues.values().any(|queue| queue.config.auto_delete && queue.left_at.is_some());
        self.next_scan = waits.then(|| now + self.settings.scan);
    }
}
