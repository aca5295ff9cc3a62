use super::inner::{Inner, Stage};
use crate::provider::Health;

/// The state of a manager: of its providers, and of its listeners.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagerHealth {
    /// Each provider by name, in the order in which they were given.
    pub providers: Vec<(String, Health)>,
    /// Each listener by its queue.
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
}

impl Inner {
    pub(super) fn health(&self) -> ManagerHealth {
        let stage = self.stage();
        let Some(running) = self.running.get().filter(|_| stage == Stage::Running) else {
            let health = if stage == Stage::Built { Health::Starting } else { Health::Down("shut down".into()) };
            let providers = self.plan.providers.iter().map(|p| (p.provider.name().to_owned(), health.clone()));
            return ManagerHealth { providers: providers.collect(), listeners: Vec::new() };
        };
        let providers = running.connections.iter();
        let providers = providers.map(|c| (c.name.clone(), c.connection.health().borrow().clone())).collect();
        let subscriptions = running.subscriptions();
        let listeners = subscriptions
            .values()
            .map(|subscribed| (subscribed.task.claim().full_queue(), subscribed.task.health().borrow().clone()));
        ManagerHealth { providers, listeners: listeners.collect() }
    }
}
