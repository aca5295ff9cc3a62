use std::{fmt, sync::Arc, time::Duration};

use tokio::time::Instant;

use super::inbox::Mark;
use crate::provider::Settlement;

/// Names an unsettled delivery within its machine; used again once nothing refers to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SlotId(pub(crate) u32);

/// What happened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Input {
    /// An epoch began: credit may be granted.
    Opened,
    /// An attempt ended.
    Ended { id: SlotId, end: End },
    /// A copy was confirmed, or not.
    Written { id: SlotId, ok: bool, now: Instant },
    /// Time passed.
    Tick { now: Instant },
    /// The epoch ended; what is unsettled will be given again.
    Lost,
    /// The listener is to end.
    Drain,
}

/// A delivery as far as the machine needs to know it.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) attempt: u32,
    pub(crate) bytes: usize,
    pub(crate) key: Option<Arc<str>>,
    pub(crate) redelivered: bool,
    /// By which it is known again, if its listener has an inbox.
    pub(crate) mark: Option<Mark>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Handled,
    Failed { permanent: bool, now: Instant },
}

/// What is written in place of a delivery before that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copy {
    /// To the listener's own queue.
    Retry { attempt: u32, delay: Duration },
    /// To its dead letters, after so many attempts.
    DeadLetter { attempts: u32 },
}

impl Copy {
    /// The same copy, for a provider that cannot hold it back.
    pub(super) fn at_once(self) -> Self {
        match self {
            Self::Retry { attempt, .. } => Self::Retry { attempt, delay: Duration::ZERO },
            Self::DeadLetter { .. } => self,
        }
    }
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Run the listener; attempts are 1-based.
    Start { id: SlotId, attempt: u32 },
    /// Write a copy, and say whether it was confirmed.
    Write { id: SlotId, copy: Copy },
    /// End the delivery; its id is free.
    Settle { id: SlotId, fate: Fate },
    /// The delivery is the broker's again; its id is free.
    Forget { id: SlotId },
    /// Allow so many further deliveries.
    Grant(u32),
    /// The listener's state changed.
    Strained(Option<Strain>),
    /// After `Drain`: nothing is unsettled any more.
    Drained,
}

/// How a delivery ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Handled.
    Accepted,
    /// Handled before: accepted without the listener.
    Duplicate,
    /// A copy stands for it, which will be tried.
    Retried,
    /// A dead letter stands for it.
    DeadLettered,
    /// Given again.
    Returned,
}

impl Fate {
    /// What the provider is told.
    pub(crate) fn settlement(self) -> Settlement {
        match self {
            Self::Accepted | Self::Duplicate | Self::Retried | Self::DeadLettered => Settlement::Accept,
            Self::Returned => Settlement::Return,
        }
    }
}

impl From<Copy> for Fate {
    /// Of a delivery whose copy was confirmed.
    fn from(copy: Copy) -> Self {
        match copy {
            Copy::Retry { .. } => Self::Retried,
            Copy::DeadLetter { .. } => Self::DeadLettered,
        }
    }
}

/// Why a listener does less than it could.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strain {
    /// Too many deliveries wait for their next attempt.
    Parked,
    /// Dead letters cannot be written.
    DeadLettersRefused,
    /// Both: among those that wait are dead letters that cannot be written.
    ParkedAndRefused,
}

impl Strain {
    /// Whether nothing further is asked for.
    pub(super) fn pauses(self) -> bool {
        matches!(self, Self::Parked | Self::ParkedAndRefused)
    }
}

impl fmt::Display for Strain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Parked => "paused: too many events wait for their next attempt",
            Self::DeadLettersRefused => "dead letters cannot be written; they are held",
            Self::ParkedAndRefused => "paused: too many dead letters cannot be written; they are held",
        })
    }
}
