//! Dead letters: once each, only where the listener gave up, and none by the broker.

use crate::{
    model::{Broker, Message},
    sim::plan::Plan,
};

/// A dead letter.
pub(super) struct Letter {
    pub(super) n: u64,
    pub(super) queue: String,
    pub(super) id: String,
}

pub(super) fn check(plan: &Plan, broker: &Broker) -> Vec<String> {
    let mut found = Vec::new();
    for listener in 0..plan.listeners.len() {
        let (name, attempts) = (plan.listeners[listener].name, plan.listeners[listener].policy.retry.attempts);
        let letters = all(plan, broker, listener);
        for (at, letter) in letters.iter().enumerate() {
            if letters[..at].iter().any(|other| other.id == letter.id && other.queue == letter.queue) {
                found.push(format!("{} of {} is a dead letter twice", letter.n, letter.queue));
            }
            if !plan.temper.gives_up(name, letter.n, attempts) {
                found.push(format!("{} of {} is a dead letter, though nobody gave up on it", letter.n, letter.queue));
            }
        }
    }
    for letter in brokers(broker) {
        found.push(format!("the broker gave up on {} of {}", letter.n, letter.queue));
    }
    found
}

/// The dead letters of a listener.
pub(super) fn all(plan: &Plan, broker: &Broker, listener: usize) -> Vec<Letter> {
    let event = if plan.is_keyed { "sim.keyed" } else { "sim.plain" };
    let name = format!("dead_letter.{event}.{}", plan.listeners[listener].name);
    let messages = broker.queue(&name).map(|state| state.ready).unwrap_or_default();
    messages.iter().filter_map(|message| letter(message, message.property("dead_letter_queue")?)).collect()
}

/// What the broker itself gave up on.
pub(super) fn brokers(broker: &Broker) -> Vec<Letter> {
    let messages = broker.queue("DLQ").map(|state| state.ready).unwrap_or_default();
    messages.iter().filter_map(|message| letter(message, message.origin_queue.as_deref()?)).collect()
}

fn letter(message: &Message, full: &str) -> Option<Letter> {
    let body: serde_json::Value = serde_json::from_str(message.payload.body_text()).ok()?;
    Some(Letter {
        n: body.get("n")?.as_u64()?,
        queue: full.rsplit("::").next().unwrap_or(full).to_owned(),
        id: message.property("event_id")?.to_owned(),
    })
}
