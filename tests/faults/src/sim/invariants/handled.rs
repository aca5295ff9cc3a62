//! Nothing confirmed is lost: each listener has handled it, or it is among its dead letters.

use super::letters::{all, brokers};
use crate::{
    model::Broker,
    sim::{journal::Entries, plan::Plan},
};

pub(super) fn check(plan: &Plan, broker: &Broker, entries: &Entries) -> Vec<String> {
    let mut lost = Vec::new();
    let given_up = brokers(broker);
    for (queue, listener) in plan.queues() {
        let letters = all(plan, broker, listener);
        for (n, send) in entries.sends.iter().filter(|(_, send)| send.confirmed.is_some()) {
            let is_handled = entries
                .handlings
                .get(&(queue.clone(), *n))
                .is_some_and(|handlings| handlings.iter().any(|handling| handling.handled.is_some()));
            let is_letter = letters.iter().any(|letter| letter.n == *n && letter.queue == queue);
            let is_given_up = given_up.iter().any(|letter| letter.n == *n && letter.queue == queue);
            if !is_handled && !is_letter && !is_given_up {
                lost.push(format!("LOST: {queue} has not handled {n}, confirmed at {:?}", send.confirmed));
            }
        }
    }
    lost
}
