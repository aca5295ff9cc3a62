use tidings_core::{Error, provider::Health};
use tokio::sync::watch;

use crate::connection::trouble;

/// Says whether a queue is received from.
pub(crate) struct Telling(watch::Sender<Health>);

impl Telling {
    pub(crate) fn new(health: watch::Sender<Health>) -> Self {
        Self(health)
    }

    /// Deliveries can come.
    pub(super) fn fine(&self) {
        self.tell(Health::Up);
    }

    /// None can, for this reason.
    pub(super) fn trouble(&self, error: &Error) {
        self.tell(trouble(error));
    }

    /// None can, since the connection is in this state; an epoch that is about to be taken up is no trouble, but no
    /// link either.
    pub(super) fn connection(&self, health: &Health) {
        match health {
            Health::Degraded(_) | Health::Down(_) => self.tell(health.clone()),
            _ => {}
        }
    }

    fn tell(&self, health: Health) {
        self.0.send_if_modified(|said| {
            let differs = *said != health;
            *said = health;
            differs
        });
    }
}
