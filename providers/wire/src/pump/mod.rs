//! Gathers writes and judges a connection's life, between a protocol crate and its socket.
//!
//! A protocol crate that writes and flushes every frame by itself costs one system call per frame. [`pump`] puts a pipe
//! between it and the socket: whatever has gathered in the pipe while the last write was under way goes out in one call.
//! Behind a pipe the protocol crate no longer sees the socket, so the pump sees for it: a failed write, a write without
//! progress, or a peer that stays silent for longer than [`Limits`] allow, ends the connection for both directions.

mod life;
mod pipe;
mod stream;
mod writer;

pub use life::End;
pub use stream::Pumped;
pub use writer::Pump;

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};

/// How long a connection may show no life before it counts as lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest time that a pending write may make no progress.
    pub stall: Duration,
    /// The longest time that the peer may send nothing; `None` where the protocol has no heartbeat.
    pub silence: Option<Duration>,
    /// How many bytes may wait for the socket before the protocol crate has to wait as well.
    pub pipe_bytes: usize,
}

impl Limits {
    /// Both directions are bounded by the heartbeat that was agreed upon.
    pub const fn heartbeat(limit: Duration) -> Self {
        Self { stall: limit, silence: Some(limit), pipe_bytes: 256 * 1024 }
    }

    /// The peer may be silent for any time, as in a protocol without a heartbeat.
    #[must_use]
    pub const fn without_heartbeat(mut self) -> Self {
        self.silence = None;
        self
    }
}

/// Splits a connection into the stream for a protocol crate and the [`Pump`] that serves it.
///
/// The pump does nothing until [`Pump::run`] is spawned. It ends by itself when the stream is dropped or shut down,
/// after everything that was written to it has reached the socket.
pub fn pump<R, W>(read: R, write: W, limits: Limits) -> (Pumped<R>, Pump<W>)
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let (inlet, outlet) = pipe::pipe(limits.pipe_bytes);
    let (ender, ended, pulse) = life::life();
    (Pumped::new(read, inlet, ended, pulse.clone()), Pump::new(outlet, write, limits, ender, pulse))
}
