//! How a listener is run: concurrency, retry, time limit. Constants, so that attributes can state them.

mod backoff;
mod retry;

use std::time::Duration;

use crate::runtime::Runtime;

pub use backoff::Backoff;
pub use retry::{Retry, RetryMode};

/// How deliveries reach a listener and what happens when it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Deliveries handled at a time by one process; default 1.
    pub concurrency: u32,
    /// Deliveries fetched ahead of those being handled; default 100.
    pub prefetch: u32,
    /// Attempts, backoff and mode; default 5 attempts, 100 ms to 30 s.
    pub retry: Retry,
    /// The longest that one attempt may take; default none.
    pub timeout: Option<Duration>,
    /// How many handled events are remembered, so that one that is delivered again is accepted without the listener;
    /// default none. See [`inbox`](Self::inbox).
    pub inbox: Option<u32>,
}

impl Policy {
    /// The defaults.
    pub const DEFAULT: Self = Self { concurrency: 1, prefetch: 100, retry: Retry::DEFAULT, timeout: None, inbox: None };

    /// Handles up to `n` deliveries at a time; events of one key still come one after the other.
    #[must_use]
    pub const fn concurrency(mut self, n: u32) -> Self {
        self.concurrency = n;
        self
    }

    /// Fetches up to `n` deliveries ahead of those being handled.
    #[must_use]
    pub const fn prefetch(mut self, n: u32) -> Self {
        self.prefetch = n;
        self
    }

    /// Retries by these rules.
    #[must_use]
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Fails an attempt that takes longer.
    #[must_use]
    pub const fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Remembers the last `n` events that were handled, so that one that is delivered again is accepted without the
    /// listener: after its settlement was lost with the connection, or because its sender sent it twice under one id.
    ///
    /// What counts is id and replay. Only what was handled without a failure is remembered: a retry is no duplicate,
    /// nor is a dead letter that is sent again. A delivery whose event is still being handled on a connection that was
    /// lost waits for how that ends.
    ///
    /// It lives in memory, as long as the subscription does, through every loss of the connection. It is not kept
    /// across a restart, nor shared with other processes: an event that another process handled, or this one before it
    /// was started, is handled again. Two deliveries of one event at the same time are told apart only by their key or
    /// with a concurrency of 1. What came without an id, or with one of more than 256 bytes, is never a duplicate, and
    /// what an in-process provider runs in the sender's own task does not pass the inbox.
    ///
    /// It takes memory as it fills: 75 to 150 bytes for each event that is remembered, and the text of an id that is no
    /// UUID.
    #[must_use]
    pub const fn inbox(mut self, n: u32) -> Self {
        self.inbox = Some(n);
        self
    }

    /// What makes these rules unusable, with the remedy.
    pub fn problem(&self) -> Option<(&'static str, &'static str)> {
        if self.concurrency == 0 {
            Some(("its concurrency is 0", "let it handle at least one delivery at a time"))
        } else if self.retry.attempts == 0 {
            Some(("its retry allows 0 attempts", "say `attempts = 1` for no retry"))
        } else if self.retry.backoff.min > self.retry.backoff.max {
            Some(("its backoff begins above its end", "write the shorter time first, as in `100ms..30s`"))
        } else if self.timeout.is_some_and(|limit| limit.is_zero()) {
            Some(("its timeout is 0", "leave the timeout out for no limit"))
        } else if self.inbox == Some(0) {
            Some(("its inbox has room for 0 events", "leave the inbox out for none"))
        } else {
            None
        }
    }

    /// The pause after failed attempt number `attempt` (1-based): doubling, with full jitter.
    pub fn pause(&self, attempt: u32, runtime: &Runtime) -> Duration {
        self.retry.backoff.pause(attempt, runtime)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
