//! What the two halves of a pumped connection tell each other.

use std::{
    fmt, io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::oneshot;

/// How a pumped connection ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum End {
    /// The stream was closed, and everything written to it has reached the socket.
    Drained,
    /// A write failed.
    Failed(io::Error),
    /// A write made no progress for this long.
    Stalled(Duration),
    /// The peer sent nothing for this long.
    Silent(Duration),
}

impl End {
    /// The error that the reading side reports for this end.
    pub(super) fn to_error(&self) -> io::Error {
        match self {
            Self::Drained => io::ErrorKind::ConnectionAborted.into(),
            Self::Failed(error) => io::Error::new(error.kind(), self.to_string()),
            Self::Stalled(_) | Self::Silent(_) => io::Error::new(io::ErrorKind::TimedOut, self.to_string()),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drained => f.write_str("the connection was closed"),
            Self::Failed(error) => write!(f, "a write failed: {error}"),
            Self::Stalled(limit) => write!(f, "the peer took no data for {limit:?}"),
            Self::Silent(limit) => write!(f, "the peer sent nothing for {limit:?}"),
        }
    }
}

/// Counts what was read, so that silence shows without a clock read per packet.
#[derive(Debug, Clone, Default)]
pub(super) struct Pulse(Arc<Beats>);

#[derive(Debug, Default)]
struct Beats {
    count: AtomicU64,
    waiting: AtomicBool,
}

impl Pulse {
    /// Something was read.
    pub(super) fn beat(&self) {
        self.0.count.fetch_add(1, Ordering::Relaxed);
        self.0.waiting.store(false, Ordering::Relaxed);
    }

    /// A read found nothing yet.
    pub(super) fn wait(&self) {
        self.0.waiting.store(true, Ordering::Relaxed);
    }

    pub(super) fn count(&self) -> u64 {
        self.0.count.load(Ordering::Relaxed)
    }

    /// Whether somebody waits for the peer: what nobody reads is not the peer's silence.
    pub(super) fn is_waiting(&self) -> bool {
        self.0.waiting.load(Ordering::Relaxed)
    }
}

/// Tells the reading side why there is nothing more to read.
pub(super) type Ender = oneshot::Sender<io::Error>;
/// Heard by the reading side; the sender going away without a word means that all went well.
pub(super) type Ended = oneshot::Receiver<io::Error>;

pub(super) fn life() -> (Ender, Ended, Pulse) {
    let (ender, ended) = oneshot::channel();
    (ender, ended, Pulse::default())
}
