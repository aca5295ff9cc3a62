//! Nothing confirmed is lost: each listener has handled it, or it is among its dead letters. What was sent before all listened
//! is owed to those that did, and so to one at least: it is not confirmed while no queue would get it.

use super::letters::{all, brokers};
use crate::{
    model::Broker,
    sim::{journal::Entries, plan::Plan},
};

/// Checks all that was confirmed; what nobody was there to get only where it could be `known` that nobody was.
pub(super) fn check(plan: &Plan, broker: &Broker, entries: &Entries, is_known: bool) -> Vec<String> {
    let queues: Vec<_> =
        plan.queues().into_iter().map(|(queue, listener)| Queue::of(plan, broker, queue, listener)).collect();
    let mut lost = Vec::new();
    for (n, send) in entries.sends.iter().filter(|(_, send)| send.confirmed.is_some()) {
        let without: Vec<_> = queues.iter().filter(|queue| !queue.has_had(*n, entries)).collect();
        let confirmed = send.confirmed;
        if entries.is_promised_to_all(send) {
            lost.extend(
                without
                    .iter()
                    .map(|queue| format!("LOST: {} has not handled {n}, confirmed at {confirmed:?}", queue.name)),
            );
        } else if is_known && without.len() == queues.len() {
            lost.push(format!("LOST: nobody has handled {n}, confirmed at {confirmed:?} before all listened"));
        }
    }
    lost
}

/// A listener's queue, and what was given up of it.
struct Queue {
    name: String,
    given_up: Vec<u64>,
}

impl Queue {
    fn of(plan: &Plan, broker: &Broker, name: String, listener: usize) -> Self {
        let letters = all(plan, broker, listener).into_iter().chain(brokers(broker));
        let given_up = letters.filter(|letter| letter.queue == name).map(|letter| letter.n).collect();
        Self { name, given_up }
    }

    fn has_had(&self, n: u64, entries: &Entries) -> bool {
        let handlings = entries.handlings.get(&(self.name.clone(), n));
        self.given_up.contains(&n)
            || handlings.is_some_and(|handlings| handlings.iter().any(|handling| handling.handled.is_some()))
    }
}
