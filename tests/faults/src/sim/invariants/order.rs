//! Events of one key are first handled in the order in which they were sent.
//!
//! Promised of a queue whose listener retries in place, over crashes, reconnects and several processes: if an event was
//! confirmed before another of its key was first sent, the first attempt at the one begins before the first attempt at
//! the other. What is given again may come again in between; what a sender repeats keeps no order with what it had sent
//! meanwhile.

use std::collections::BTreeMap;

use crate::sim::{journal::Entries, plan::Plan};

pub(super) fn check(plan: &Plan, entries: &Entries) -> Vec<String> {
    let mut found = Vec::new();
    for (queue, listener) in plan.queues() {
        if !plan.keeps_order(listener) {
            continue;
        }
        let mut by_key: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for n in entries.sends.keys() {
            by_key.entry(plan.key(*n)).or_default().push(*n);
        }
        for (key, events) in by_key {
            found.extend(of_key(entries, &queue, &key, &events));
        }
    }
    found
}

fn of_key(entries: &Entries, queue: &str, key: &str, events: &[u64]) -> Vec<String> {
    let first = |n: &u64| Some(entries.handlings.get(&(queue.to_owned(), *n))?.first()?.begun);
    let mut found = Vec::new();
    for (at, later) in events.iter().enumerate() {
        let (Some(began), Some(sent)) = (first(later), entries.sends.get(later)) else { continue };
        for earlier in &events[..at] {
            let confirmed = entries.sends.get(earlier).and_then(|send| send.confirmed);
            if confirmed.is_none_or(|confirmed| confirmed >= sent.begun) {
                continue;
            }
            if first(earlier).is_none_or(|first| first > began) {
                found.push(format!("ORDER: {queue} began {later} of key {key} before {earlier}"));
            }
        }
    }
    found
}
