//! Seeded bugs, by which the proofs are proved: each breaks a promise, and a simulation or a torture must find it.
//!
//! Only with the feature `mutants`, which no program has, can one be planted; without it nothing of this is left in the
//! code. A process has one at a time.

/// A seeded bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Mutant {
    /// A delivery is accepted before it is handled.
    SettlesBeforeHandling = 1,
    /// A failed delivery is accepted before its copy is confirmed.
    AcceptsBeforeCopy,
    /// A failed delivery is accepted though its dead letter could not be written.
    DropsUnwrittenDeadLetters,
    /// A retry in place becomes a copy, which later events of its key overtake.
    InPlaceThroughCopy,
    /// Copies wait for the window of users' sends.
    CopiesWaitForWindow,
    /// Copies do not count the failed attempt.
    AttemptsNotCounted,
    /// Events of one key are handled at the same time.
    KeysOverlap,
    /// What runs when its epoch ends no longer holds its key.
    EpochOpensKeys,
    /// A new epoch begins without credit.
    EpochWithoutCredit,
    /// The inbox remembers an event whose attempt failed.
    InboxRemembersFailures,
    /// What an epoch's end returns is not counted.
    ReturnedNotCounted,
    /// What was under way when a connection ended counts as confirmed.
    ForgetsUndecided,
    /// All copies of an event have its own duplicate id, whatever queue they go to.
    OneDuplicateId,
    /// Copies of durable events are not durable.
    CopiesNotDurable,
    /// A sender to a volatile queue stays when its receiver goes, so that a send makes the queue anew, durable.
    VolatileMadeDurable,
    /// Tokens of an epoch name deliveries of the next.
    EpochReused,
    /// Room in the window is given back twice.
    RoomGivenBackTwice,
    /// Gathered accepts are not sent while the listener goes on.
    AcceptsNeverFlushed,
    /// What was sent and is given out again goes behind what is newer.
    ResentLast,
    /// What nobody waits for any more is sent again behind its sender's back.
    ResendsAbandoned,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::SettlesBeforeHandling,
        Self::AcceptsBeforeCopy,
        Self::DropsUnwrittenDeadLetters,
        Self::InPlaceThroughCopy,
        Self::CopiesWaitForWindow,
        Self::AttemptsNotCounted,
        Self::KeysOverlap,
        Self::EpochOpensKeys,
        Self::EpochWithoutCredit,
        Self::InboxRemembersFailures,
        Self::ReturnedNotCounted,
        Self::ForgetsUndecided,
        Self::OneDuplicateId,
        Self::CopiesNotDurable,
        Self::VolatileMadeDurable,
        Self::EpochReused,
        Self::RoomGivenBackTwice,
        Self::AcceptsNeverFlushed,
        Self::ResentLast,
        Self::ResendsAbandoned,
    ];

    /// Whether this one is planted.
    #[cfg(not(feature = "mutants"))]
    #[inline(always)]
    pub const fn is_planted(self) -> bool {
        false
    }

    /// Whether this one is planted.
    #[cfg(feature = "mutants")]
    pub fn is_planted(self) -> bool {
        PLANTED.load(std::sync::atomic::Ordering::Relaxed) == self as u8
    }

    /// Plants it in this process, in the place of another.
    #[cfg(feature = "mutants")]
    pub fn plant(self) {
        PLANTED.store(self as u8, std::sync::atomic::Ordering::Relaxed);
    }
}

#[cfg(feature = "mutants")]
static PLANTED: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);
