use std::collections::BTreeMap;

use super::journal::{Entries, Journal};
use crate::{
    model::{Message, Settle, Target, Time},
    network::{Happening, Witness},
    process::Clock,
};

/// Judges what a process says to the broker, at once.
pub(super) struct Watcher {
    journal: Journal,
    /// The listeners' queues, with the most deliveries that may be unsettled.
    queues: BTreeMap<String, usize>,
    clock: Clock,
    /// How many events of users a process may have under way.
    window: usize,
    /// What the broker stored of users' events and has not confirmed yet, by life and event id.
    under_way: BTreeMap<u64, BTreeMap<String, Time>>,
}

/// For how long what is under way surely has its room in the window: no send is given up as fast.
const YOUNG: Time = Time::from_millis(100);

/// What stands for a dead letter among attempts.
const DEAD: u32 = u32::MAX;

impl Watcher {
    pub(super) fn new(journal: Journal, queues: BTreeMap<String, usize>, clock: Clock, window: usize) -> Self {
        Self { journal, queues, clock, window, under_way: BTreeMap::new() }
    }

    fn confirmed(&self, life: u64, queue: Option<&str>, message: &Message) {
        let Some(id) = message.property("event_id") else { return };
        let (queue, attempt) = match (queue, message.property("dead_letter_queue")) {
            (Some(queue), _) => (queue.to_owned(), attempt(message)),
            (None, Some(full)) => (full.rsplit("::").next().unwrap_or(full).to_owned(), DEAD),
            (None, None) => return,
        };
        self.journal.write(|entries| {
            let highest = entries.copies.entry((life, queue, id.to_owned())).or_default();
            *highest = (*highest).max(attempt);
        });
    }

    /// An event of a user, which is no copy.
    fn stored(&mut self, now: Time, life: u64, id: &str, opened: Time) {
        let given_up = self.journal.read(|entries| entries.given_up.get(id).copied());
        // Over a connection made since: it did not only travel long.
        if given_up.is_some_and(|at| self.clock.at(opened) > at) {
            self.journal.violation(format!("{id} was sent again though nobody waits for it any more"));
        }
        let under_way = self.under_way.entry(life).or_default();
        under_way.retain(|_, since| now.saturating_sub(*since) < YOUNG);
        under_way.insert(id.to_owned(), now);
        // Some may have been given up while they travelled.
        if under_way.len() > 2 * self.window {
            let (count, window) = (under_way.len(), self.window);
            self.journal.violation(format!("{count} events are under way, with room for {window}"));
        }
    }

    fn accepting(&self, life: u64, queue: &str, message: &Message) {
        let Some(id) = message.property("event_id") else { return };
        let may = self.journal.read(|entries| {
            let place = (life, queue.to_owned(), id.to_owned());
            entries.handled.contains(&place) || has_copy(entries, &place, attempt(message))
        });
        if !may {
            let body = message.payload.body_text();
            self.journal.violation(format!("{queue}: {body} was accepted before it was handled or its copy confirmed"));
        }
    }
}

/// The id of what a user sent.
fn of_user<'a>(target: &Target, message: &'a Message) -> Option<&'a str> {
    let is_copy = target.queue.is_some() || message.property("dead_letter_queue").is_some();
    message.property("event_id").filter(|_| !is_copy)
}

fn has_copy(entries: &Entries, place: &(u64, String, String), attempt: u32) -> bool {
    entries.copies.get(place).is_some_and(|copy| *copy > attempt)
}

fn attempt(message: &Message) -> u32 {
    message.property("attempt").and_then(|attempt| attempt.parse().ok()).unwrap_or(1)
}

impl Witness for Watcher {
    fn see(&mut self, now: Time, process: u64, happening: &Happening<'_>) {
        match happening {
            Happening::Stored { target, message, opened, .. } => {
                if let Some(id) = of_user(target, message) {
                    self.stored(now, process, id, *opened);
                }
            }
            Happening::Confirmed { target, message } => {
                if let Some(id) = of_user(target, message) {
                    self.under_way.entry(process).or_default().remove(id);
                }
                self.confirmed(process, target.queue.as_deref(), message);
            }
            Happening::Delivered { queue, unsettled, .. } => {
                if let Some(most) = self.queues.get(*queue).filter(|most| unsettled > *most) {
                    self.journal.violation(format!("{queue}: {unsettled} are unsettled, of at most {most}"));
                }
            }
            Happening::Settling { queue, message, how: Settle::Accepted } if self.queues.contains_key(*queue) => {
                self.accepting(process, queue, message);
            }
            Happening::Settling { .. } => {}
            Happening::Violation(text) => self.journal.violation(*text),
        }
    }
}
