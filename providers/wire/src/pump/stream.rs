//! The side of a pumped connection that a protocol crate holds.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{
    heard::Heard,
    life::{Ended, Pulse},
    pipe::Inlet,
    split::{Reading, Writing},
};

/// Reads straight from the socket and writes into the pump's pipe.
pub struct Pumped<R> {
    heard: Heard<R>,
    pipe: Inlet,
}

impl<R> fmt::Debug for Pumped<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pumped").finish_non_exhaustive()
    }
}

impl<R> Pumped<R> {
    pub(super) fn new(read: R, pipe: Inlet, ended: Ended, pulse: Pulse) -> Self {
        Self { heard: Heard::new(read, ended, pulse), pipe }
    }

    /// The two directions by themselves, for a protocol that is written in whole frames by several tasks.
    pub fn split(self) -> (Reading<R>, Writing) {
        (Reading::new(self.heard), Writing::new(self.pipe))
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Pumped<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.heard.poll_read(cx, buf)
    }
}

impl<R: Unpin> AsyncWrite for Pumped<R> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.pipe).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.pipe).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.pipe).poll_shutdown(cx)
    }
}
