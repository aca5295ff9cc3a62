use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{routes::Routes, subscriptions::Subscriptions, watchdog::Watchdog};
use crate::{
    container::Services,
    pipeline::Chain,
    provider::{Capabilities, Connection},
};

/// What exists from a start to a shutdown.
pub(super) struct Running {
    pub(super) connections: Vec<Connected>,
    pub(super) chain: Arc<Chain>,
    pub(super) services: Services,
    pub(super) routes: Routes,
    pub(super) subscriptions: Mutex<Subscriptions>,
    /// Until the shutdown.
    pub(super) watchdog: Mutex<Option<Watchdog>>,
}

/// A provider that was connected.
pub(super) struct Connected {
    pub(super) name: String,
    pub(super) connection: Arc<dyn Connection>,
    pub(super) capabilities: Capabilities,
}

impl Running {
    pub(super) fn subscriptions(&self) -> MutexGuard<'_, Subscriptions> {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
