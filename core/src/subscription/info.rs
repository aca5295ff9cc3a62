use std::{borrow::Cow, time::Duration};

use super::Place;
use crate::{
    event::{Event, EventInfo, EventRef},
    policy::{Policy, Retry},
};

/// What is known of a listener: its event, name, policy, tags and place in the source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ListenerInfo {
    name: Cow<'static, str>,
    event: Claimed,
    per_process: bool,
    rebalance: bool,
    policy: Policy,
    tags: &'static [&'static str],
    place: Place,
}

#[derive(Clone, Debug)]
enum Claimed {
    // A function, since the info of a type is a static that no constant can refer to.
    Typed(fn() -> &'static EventInfo),
    Named(EventRef),
}

impl ListenerInfo {
    /// A listener of `E` under this name, shared by all processes, by the default policy.
    #[track_caller]
    pub const fn of<E: Event>(name: &'static str) -> Self {
        Self::new(name, E::info)
    }

    /// A listener of the event with this info.
    pub const fn new(name: &'static str, event: fn() -> &'static EventInfo) -> Self {
        Self {
            name: Cow::Borrowed(name),
            event: Claimed::Typed(event),
            per_process: false,
            rebalance: false,
            policy: Policy::DEFAULT,
            tags: &[],
            place: Place::UNKNOWN,
        }
    }

    /// A listener of an event known only at run time, or under a name known only at run time.
    pub fn to(name: impl Into<Cow<'static, str>>, event: impl Into<EventRef>) -> Self {
        Self {
            name: name.into(),
            event: Claimed::Named(event.into()),
            per_process: false,
            rebalance: false,
            policy: Policy::DEFAULT,
            tags: &[],
            place: Place::UNKNOWN,
        }
    }

    /// Every process gets each event, in a queue that carries its server name.
    #[must_use]
    pub const fn per_process(mut self) -> Self {
        self.per_process = true;
        self
    }

    /// Gives a process that joins its share of the keys that others have: without it, a joiner gets new keys only.
    ///
    /// The order of each key holds. For that, the broker pauses the whole queue whenever a process joins, until everything
    /// that was given is settled, so that one long attempt, or a retry in place, then holds up all processes. It resumes
    /// within a second or so. All processes of the listener should say the same. Only brokers that tie keys to
    /// processes have to do something for it: Artemis, where the user may manage it; a note at the start says where it
    /// does nothing.
    #[must_use]
    pub const fn rebalance(mut self) -> Self {
        self.rebalance = true;
        self
    }

    /// Handles up to `n` deliveries at a time.
    #[must_use]
    pub const fn concurrency(mut self, n: u32) -> Self {
        self.policy.concurrency = n;
        self
    }

    /// Fetches up to `n` deliveries ahead.
    #[must_use]
    pub const fn prefetch(mut self, n: u32) -> Self {
        self.policy.prefetch = n;
        self
    }

    /// Retries by these rules.
    #[must_use]
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.policy.retry = retry;
        self
    }

    /// Fails an attempt that takes longer.
    #[must_use]
    pub const fn timeout(mut self, limit: Duration) -> Self {
        self.policy.timeout = Some(limit);
        self
    }

    /// Remembers the last `n` events that were handled, so that none of them is handled again: [`Policy::inbox`].
    #[must_use]
    pub const fn inbox(mut self, n: u32) -> Self {
        self.policy.inbox = Some(n);
        self
    }

    /// Runs by this policy.
    #[must_use]
    pub const fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Words by which a manager may choose its listeners.
    #[must_use]
    pub const fn with_tags(mut self, tags: &'static [&'static str]) -> Self {
        self.tags = tags;
        self
    }

    /// Where it is written.
    #[must_use]
    pub const fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The listener's name, which is its queue's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The event it listens to.
    pub fn event(&self) -> EventRef {
        match &self.event {
            Claimed::Typed(info) => info().into(),
            Claimed::Named(event) => event.clone(),
        }
    }

    /// Whether every process gets each event.
    pub fn is_per_process(&self) -> bool {
        self.per_process
    }

    /// Whether keys move to processes that join.
    pub fn is_rebalancing(&self) -> bool {
        self.rebalance
    }

    /// How it is run.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Its tags.
    pub fn tags(&self) -> &[&'static str] {
        self.tags
    }

    /// The module in which it is written; empty if it was made at run time.
    pub fn module(&self) -> &'static str {
        self.place.module
    }

    /// Where it is written.
    pub fn place(&self) -> Place {
        self.place
    }
}
