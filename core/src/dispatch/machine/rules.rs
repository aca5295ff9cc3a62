use std::{sync::Arc, time::Duration};

use super::lanes::Lane;
use crate::{
    mutants::Mutant,
    policy::{Backoff, Policy, RetryMode},
    runtime::Runtime,
};

/// What a machine goes by.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) policy: Policy,
    /// Whether the provider can hold a copy back.
    pub(crate) can_delay: bool,
    /// Above so many unsettled bytes nothing further is asked for.
    pub(crate) prefetch_bytes: usize,
    pub(crate) runtime: Runtime,
}

impl Rules {
    /// Unsettled deliveries at a time, at most.
    pub(super) fn most(&self) -> u32 {
        self.policy.concurrency.saturating_add(self.policy.prefetch)
    }

    /// How many may wait in a retry, or behind one, before the listener pauses.
    pub(super) fn parking(&self) -> usize {
        (self.policy.prefetch / 2).max(1) as usize
    }

    pub(super) fn pause(&self, attempt: u32) -> Duration {
        self.policy.pause(attempt, &self.runtime)
    }

    /// The pause before a copy that was refused is tried again: never none, or one refusal after the other would keep
    /// a thread busy.
    pub(super) fn pause_after_refusal(&self, refusals: u32) -> Duration {
        self.pause(refusals).max(Backoff::DEFAULT.min)
    }

    pub(super) fn in_place(&self, keyed: bool) -> bool {
        self.policy.retry.mode_for(keyed) == RetryMode::InPlace && !Mutant::InPlaceThroughCopy.is_planted()
    }

    pub(super) fn lane(&self, key: Option<Arc<str>>) -> Lane {
        match key {
            // One at a time keeps the order by itself, unless a retry waits in place.
            Some(_) if Mutant::KeysOverlap.is_planted() => Lane::Free,
            Some(key) if self.policy.concurrency > 1 || self.in_place(true) => Lane::Key(key),
            _ => Lane::Free,
        }
    }
}
