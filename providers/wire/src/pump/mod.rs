//! Gathers writes and judges a connection's life, between a protocol crate and its socket.
//!
//! A protocol crate that writes and flushes every frame by itself costs one system call per frame. [`pump`] puts a pipe
//! between it and the socket: whatever has gathered in the pipe while the last write was under way goes out in one call.
//! Behind a pipe the protocol crate no longer sees the socket, so the pump sees for it: a failed write, a write without
//! progress, or a peer that stays silent for longer than [`Limits`] allow, ends the connection for both directions.

mod heard;
mod life;
mod limits;
mod pipe;
mod split;
mod stream;
mod writer;

pub use life::End;
pub use limits::{Beat, Limits};
pub use split::{Reading, Writing};
pub use stream::Pumped;
pub use writer::Pump;

use tokio::io::{AsyncRead, AsyncWrite};

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
