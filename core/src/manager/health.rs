use std::sync::atomic::Ordering;

use super::inner::{Inner, Stage};
use crate::provider::{Health, WatchedHealth};

/// The state of a manager: of its providers, and of its listeners.
///
/// | state | of a provider | of a listener |
/// |---|---|---|
/// | `Starting` | the manager was not started, or connects | its queue is not open yet |
/// | `Up` | connected | its queue is received from, and it works |
/// | `Degraded` | the connection is lost and made again, or one of its links is; the manager shuts down | its queue's link is lost and made again; too many events wait in retries; dead letters cannot be written |
/// | `Down` | it waits for somebody's action: wrong credentials, a missing right; the manager was shut down | its queue cannot be received from without somebody's action, or will never be again |
///
/// A listener whose queue is not received from is never `Up`, whatever the reason. One whose link was lost while the
/// connection stayed is up again once the new link has lasted for a second. One that was unsubscribed is not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagerHealth {
    /// Each provider by name, in the order in which they were given.
    pub providers: Vec<(String, Health)>,
    /// Each listener by its full queue, `<address>::<queue>`.
    pub listeners: Vec<(String, Health)>,
}

impl ManagerHealth {
    /// The worst of all states.
    pub fn overall(&self) -> Health {
        let all = self.providers.iter().chain(&self.listeners).map(|(_, health)| health.clone());
        all.fold(Health::Up, Health::worse)
    }

    /// Whether all is well.
    pub fn is_up(&self) -> bool {
        self.overall().is_up()
    }

    /// The state of the listener with this queue, by its full name or without the address.
    pub fn listener(&self, queue: &str) -> Option<&Health> {
        let named = |full: &str| full == queue || full.rsplit_once("::").is_some_and(|(_, own)| own == queue);
        self.listeners.iter().find(|(full, _)| named(full)).map(|(_, health)| health)
    }
}

/// What is looked at: the state, and who will tell of changes.
pub(super) struct Look {
    pub(super) health: ManagerHealth,
    pub(super) parts: Vec<WatchedHealth>,
}

impl Inner {
    pub(super) fn health(&self) -> ManagerHealth {
        self.look().health
    }

    pub(super) fn look(&self) -> Look {
        let running = match self.stage() {
            // A start that is still to be undone.
            Stage::Built if self.ending.load(Ordering::Acquire) => return Look::idle(self.providers(&shutting_down())),
            Stage::Built => return Look::idle(self.all(&Health::Starting)),
            Stage::Running => self.running.get(),
            Stage::Draining => return Look::idle(self.providers(&shutting_down())),
            Stage::Closed => return Look::idle(self.providers(&Health::Down("shut down".into()))),
        };
        let Some(running) = running else { return Look::idle(self.all(&Health::Starting)) };
        let mut parts = Vec::new();
        let mut add = |name: String, mut part: WatchedHealth| {
            let health = part.seen();
            parts.push(part);
            (name, health)
        };
        let providers = running.connections.iter().map(|connected| {
            let health = connected.connection.health();
            add(connected.name.clone(), WatchedHealth::new(health, "its connection has ended"))
        });
        let providers = providers.collect();
        let subscriptions = running.subscriptions();
        let listeners = subscriptions.values();
        let listeners =
            listeners.map(|subscribed| add(subscribed.task.claim().full_queue(), subscribed.task.health())).collect();
        Look { health: ManagerHealth { providers, listeners }, parts }
    }

    fn providers(&self, health: &Health) -> ManagerHealth {
        let providers = self.plan.providers.iter().map(|p| (p.provider.name().to_owned(), health.clone()));
        ManagerHealth { providers: providers.collect(), listeners: Vec::new() }
    }

    fn all(&self, health: &Health) -> ManagerHealth {
        let listeners = self.plan.listeners.iter().map(|planned| (planned.claim.full_queue(), health.clone()));
        ManagerHealth { listeners: listeners.collect(), ..self.providers(health) }
    }
}

fn shutting_down() -> Health {
    Health::Degraded("shutting down".into())
}

impl Look {
    fn idle(health: ManagerHealth) -> Self {
        Self { health, parts: Vec::new() }
    }
}
