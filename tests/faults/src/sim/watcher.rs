use std::collections::BTreeMap;

use super::journal::{Entries, Journal};
use crate::{
    links::{Happening, Witness},
    model::{Message, Settle, Time},
};

/// Judges what a process says to the broker, at once.
pub(super) struct Watcher {
    journal: Journal,
    /// The listeners' queues, with the most deliveries that may be unsettled.
    queues: BTreeMap<String, usize>,
}

/// What stands for a dead letter among attempts.
const DEAD: u32 = u32::MAX;

impl Watcher {
    pub(super) fn new(journal: Journal, queues: BTreeMap<String, usize>) -> Self {
        Self { journal, queues }
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

fn has_copy(entries: &Entries, place: &(u64, String, String), attempt: u32) -> bool {
    entries.copies.get(place).is_some_and(|copy| *copy > attempt)
}

fn attempt(message: &Message) -> u32 {
    message.property("attempt").and_then(|attempt| attempt.parse().ok()).unwrap_or(1)
}

impl Witness for Watcher {
    fn see(&mut self, _: Time, process: u64, happening: &Happening<'_>) {
        match happening {
            Happening::Stored { .. } => {}
            Happening::Confirmed { target, message } => self.confirmed(process, target.queue.as_deref(), message),
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
