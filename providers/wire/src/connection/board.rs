use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use tidings_core::{Error, provider::Health};
use tokio::sync::watch;

/// Collects what the connection and each link say of themselves into one [`Health`].
#[derive(Debug)]
pub(crate) struct Board {
    notes: Mutex<Notes>,
    health: watch::Sender<Health>,
    /// The connection's alone, whatever its links say.
    connection: watch::Sender<Health>,
}

#[derive(Debug, Default)]
struct Notes {
    connection: Health,
    links: BTreeMap<String, Health>,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self {
            notes: Mutex::default(),
            health: watch::Sender::new(Health::Starting),
            connection: watch::Sender::new(Health::Starting),
        }
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Health> {
        self.health.subscribe()
    }

    /// The state of the connection alone.
    pub(crate) fn watch_connection(&self) -> watch::Receiver<Health> {
        self.connection.subscribe()
    }

    pub(crate) fn connection(&self, health: Health) {
        self.connection.send_replace(health.clone());
        self.change(|notes| notes.connection = health);
    }

    /// A link has trouble.
    pub(crate) fn trouble(&self, link: &str, error: &Error) {
        let health = trouble(error);
        self.change(|notes| {
            notes.links.insert(link.to_owned(), health);
        });
    }

    /// A link works, or is wanted no more.
    pub(crate) fn fine(&self, link: &str) {
        self.change(|notes| {
            notes.links.remove(link);
        });
    }

    fn change(&self, change: impl FnOnce(&mut Notes)) {
        // What a panicking thread left half way is a note too many, at worst.
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut notes);
        let whole = notes.links.values().cloned().fold(notes.connection.clone(), Health::worse);
        self.health.send_if_modified(|health| {
            let differs = *health != whole;
            *health = whole;
            differs
        });
    }
}

/// The state of what has this trouble: whether it goes by itself.
pub(crate) fn trouble(error: &Error) -> Health {
    if error.is_retryable() { Health::Degraded(error.to_string()) } else { Health::Down(error.to_string()) }
}
