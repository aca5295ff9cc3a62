use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{routes::Routes, subscription_id::SubscriptionId, watchdog::Watchdog};
use crate::{
    container::Services,
    dispatch::RunningSubscription,
    pipeline::Chain,
    provider::{Capabilities, Connection},
    sending::InlineListener,
    subscription::ListenerInfo,
};

/// What exists from a start to a shutdown.
pub(super) struct Running {
    pub(super) connections: Vec<Connected>,
    pub(super) chain: Arc<Chain>,
    pub(super) services: Services,
    pub(super) routes: Routes,
    pub(super) subscriptions: Mutex<BTreeMap<SubscriptionId, Subscribed>>,
    /// Until the shutdown.
    pub(super) watchdog: Mutex<Option<Watchdog>>,
}

/// A provider that was connected.
pub(super) struct Connected {
    pub(super) name: String,
    pub(super) connection: Arc<dyn Connection>,
    pub(super) capabilities: Capabilities,
}

/// A listener at work.
pub(super) struct Subscribed {
    pub(super) info: ListenerInfo,
    /// Its other side, where the provider lets the caller's task run it.
    pub(super) inline: Option<Arc<dyn InlineListener>>,
    pub(super) task: RunningSubscription,
}

impl Running {
    pub(super) fn subscriptions(&self) -> MutexGuard<'_, BTreeMap<SubscriptionId, Subscribed>> {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
