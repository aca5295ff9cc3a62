use super::Backoff;

/// Where a failed delivery waits for its next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryMode {
    /// As a delayed copy at the end of the listener's own queue; later events overtake it.
    Requeue,
    /// Where it is, unsettled; later events of its key wait behind it, and without a key all do.
    InPlace,
}

/// How often and how a failed delivery is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// All attempts, the first included; at least 1, default 5.
    pub attempts: u32,
    /// How long the pauses between attempts are.
    pub backoff: Backoff,
    /// `None`: in place for events with a key, requeued otherwise.
    pub mode: Option<RetryMode>,
}

impl Retry {
    /// 5 attempts, 100 ms to 30 s, the mode by the event's key.
    pub const DEFAULT: Self = Self { attempts: 5, backoff: Backoff::DEFAULT, mode: None };

    /// One attempt only.
    pub const NONE: Self = Self { attempts: 1, ..Self::DEFAULT };

    /// So many attempts, the first included.
    #[must_use]
    pub const fn attempts(mut self, n: u32) -> Self {
        self.attempts = n;
        self
    }

    /// Pauses by this backoff.
    #[must_use]
    pub const fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Retries where the delivery is, so that nothing of its key overtakes it.
    #[must_use]
    pub const fn in_place(mut self) -> Self {
        self.mode = Some(RetryMode::InPlace);
        self
    }

    /// Retries by a delayed copy, also for events with a key, whose order is then given up.
    #[must_use]
    pub const fn requeue(mut self) -> Self {
        self.mode = Some(RetryMode::Requeue);
        self
    }

    /// The mode for an event with or without a key.
    pub const fn mode_for(&self, keyed: bool) -> RetryMode {
        match self.mode {
            Some(mode) => mode,
            None if keyed => RetryMode::InPlace,
            None => RetryMode::Requeue,
        }
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::DEFAULT
    }
}
