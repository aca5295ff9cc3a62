use crate::timestamp::Timestamp;

/// What a dead letter says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetterNote {
    /// Why the event was given up on.
    pub reason: String,
    /// The listener that failed.
    pub listener: String,
    /// The full name of the queue it came from; a re-sent dead letter goes there alone.
    pub queue: String,
    /// The event's name.
    pub event: String,
    /// Attempts made.
    pub attempts: u32,
    /// When it was given up on.
    pub at: Timestamp,
}

impl DeadLetterNote {
    /// A note of these facts.
    pub fn new(
        reason: impl Into<String>,
        listener: impl Into<String>,
        queue: impl Into<String>,
        event: impl Into<String>,
        attempts: u32,
        at: Timestamp,
    ) -> Self {
        Self {
            reason: reason.into(),
            listener: listener.into(),
            queue: queue.into(),
            event: event.into(),
            attempts,
            at,
        }
    }
}
