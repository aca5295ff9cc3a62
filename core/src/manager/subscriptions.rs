use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use super::subscription_id::SubscriptionId;
use crate::{dispatch::RunningSubscription, provider::Claim, sending::InlineListener, subscription::ListenerInfo};

/// A listener at work.
pub(super) struct Subscribed {
    pub(super) info: ListenerInfo,
    /// Its other side, where the provider lets the caller's task run it.
    pub(super) inline: Option<Arc<dyn InlineListener>>,
    pub(super) task: RunningSubscription,
}

/// The listeners at work, in the order in which they were subscribed; those of an event are found at the same cost
/// however many there are.
#[derive(Default)]
pub(super) struct Subscriptions {
    all: BTreeMap<SubscriptionId, Subscribed>,
    by_address: HashMap<String, BTreeSet<SubscriptionId>>,
    queues: HashSet<String>,
    dead_letters: HashSet<String>,
}

impl Subscriptions {
    pub(super) fn insert(&mut self, id: SubscriptionId, subscribed: Subscribed) {
        let claim = subscribed.task.claim();
        self.queues.insert(claim.queue().into_owned());
        self.dead_letters.insert(claim.dead_letter_queue());
        self.by_address.entry(subscribed.info.event().address().to_owned()).or_default().insert(id);
        self.all.insert(id, subscribed);
    }

    pub(super) fn remove(&mut self, id: SubscriptionId) -> Option<Subscribed> {
        let subscribed = self.all.remove(&id)?;
        let (claim, event) = (subscribed.task.claim(), subscribed.info.event());
        self.queues.remove(&*claim.queue());
        self.dead_letters.remove(&claim.dead_letter_queue());
        if let Some(of_address) = self.by_address.get_mut(event.address()) {
            of_address.remove(&id);
            if of_address.is_empty() {
                self.by_address.remove(event.address());
            }
        }
        Some(subscribed)
    }

    /// Whether one of them has this queue, or these dead letters.
    pub(super) fn have(&self, claim: &Claim) -> bool {
        self.queues.contains(&*claim.queue()) || self.dead_letters.contains(&claim.dead_letter_queue())
    }

    /// Those of the events of an address.
    pub(super) fn at(&self, address: &str) -> impl Iterator<Item = &Subscribed> {
        self.by_address.get(address).into_iter().flatten().filter_map(|id| self.all.get(id))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (SubscriptionId, &Subscribed)> {
        self.all.iter().map(|(id, subscribed)| (*id, subscribed))
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Subscribed> {
        self.all.values()
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Subscribed> {
        self.all.values_mut()
    }

    /// Takes all of them out.
    pub(super) fn take(&mut self) -> Vec<Subscribed> {
        std::mem::take(self).all.into_values().collect()
    }
}

impl FromIterator<(SubscriptionId, Subscribed)> for Subscriptions {
    fn from_iter<I: IntoIterator<Item = (SubscriptionId, Subscribed)>>(all: I) -> Self {
        let mut subscriptions = Self::default();
        all.into_iter().for_each(|(id, subscribed)| subscriptions.insert(id, subscribed));
        subscriptions
    }
}
