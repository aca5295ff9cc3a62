use std::time::Duration;

/// How long a connection may show no life before it counts as lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest time that a pending write may make no progress.
    pub stall: Duration,
    /// The longest time that the peer may send nothing; `None` where the protocol has no heartbeat.
    pub silence: Option<Duration>,
    /// What is written when nothing else was for this long; `None` where the protocol crate writes its heartbeat itself.
    pub beat: Option<Beat>,
    /// How many bytes may wait for the socket before the protocol crate has to wait as well.
    pub pipe_bytes: usize,
}

impl Limits {
    /// Both directions are bounded by the heartbeat that was agreed upon.
    pub const fn heartbeat(limit: Duration) -> Self {
        Self { stall: limit, silence: Some(limit), beat: None, pipe_bytes: 256 * 1024 }
    }

    /// Writes a heartbeat when nothing else was written for a while.
    #[must_use]
    pub const fn with_beat(mut self, beat: Beat) -> Self {
        self.beat = Some(beat);
        self
    }

    /// The peer may be silent for any time, as in a protocol without a heartbeat.
    #[must_use]
    pub const fn without_heartbeat(mut self) -> Self {
        self.silence = None;
        self
    }
}

/// A heartbeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    /// The longest time in which nothing is written.
    pub every: Duration,
    /// What says that this side lives.
    pub bytes: &'static [u8],
}
