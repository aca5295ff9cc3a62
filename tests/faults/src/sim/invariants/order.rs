//! Events of one key are handled in the order in which they were sent.
//!
//! Promised of a queue whose listener retries in place, over crashes, reconnects and several processes: if an event was
//! confirmed before another of its key was first sent, the first attempt at the one begins before the first attempt at
//! the other. So it is for events that were sent one behind the other without waiting, if none of them was repeated by its
//! sender. What is given again may come again in between; what a sender repeats keeps no order with what it had sent
//! meanwhile.
//!
//! And retries do not break it: within one life of a process the other is not begun before the one was handled, or given
//! up.

use std::collections::BTreeMap;

use crate::sim::{
    journal::{Entries, Send},
    plan::Plan,
};

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
            found.extend(retries_of_key(plan, entries, (&queue, listener), &events));
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
            let is_owed = |earlier: &Send| precedes(earlier, sent) && entries.is_promised_to_all(earlier);
            if !entries.sends.get(earlier).is_some_and(is_owed) {
                continue;
            }
            if first(earlier).is_none_or(|first| first > began) {
                found.push(format!("ORDER: {queue} began {later} of key {key} before {earlier}"));
            }
        }
    }
    found
}

/// Whether an event surely stands before another in their queue.
fn precedes(earlier: &Send, later: &Send) -> bool {
    let is_behind = later.confirmed.is_some() && !earlier.is_repeated && !later.is_repeated;
    earlier.confirmed.is_some_and(|confirmed| confirmed < later.begun || is_behind)
}

fn retries_of_key(plan: &Plan, entries: &Entries, (queue, listener): (&str, usize), events: &[u64]) -> Vec<String> {
    let listener = &plan.listeners[listener];
    let of = |n: &u64| entries.handlings.get(&(queue.to_owned(), *n));
    let mut found = Vec::new();
    for (at, later) in events.iter().enumerate() {
        let (Some(first), Some(sent)) = (of(later).and_then(|all| all.first()), entries.sends.get(later)) else {
            continue;
        };
        for earlier in &events[..at] {
            let is_before = entries.sends.get(earlier).is_some_and(|earlier| precedes(earlier, sent));
            let Some(all) = of(earlier).filter(|all| is_before && all[0].life == first.life) else { continue };
            let is_done = all.iter().any(|handling| handling.handled.is_some_and(|handled| handled < first.begun))
                || plan.temper.gives_up(listener.name, *earlier, listener.policy.retry.attempts);
            if !is_done {
                found.push(format!("ORDER: {queue} began {later} before {earlier} of its key was handled"));
            }
        }
    }
    found
}
