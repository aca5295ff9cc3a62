//! The side of a pumped connection that a protocol crate holds.

use std::{
    fmt,
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{
    life::{Ended, Pulse},
    pipe::Inlet,
};

/// Reads straight from the socket and writes into the pump's pipe.
pub struct Pumped<R> {
    read: R,
    pipe: Inlet,
    ended: Option<Ended>,
    pulse: Pulse,
}

impl<R> fmt::Debug for Pumped<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pumped").field("pulse", &self.pulse).finish_non_exhaustive()
    }
}

impl<R> Pumped<R> {
    pub(super) fn new(read: R, pipe: Inlet, ended: Ended, pulse: Pulse) -> Self {
        Self { read, pipe, ended: Some(ended), pulse }
    }

    fn poll_ended(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(ended) = &mut self.ended else { return Poll::Pending };
        match Pin::new(ended).poll(cx) {
            Poll::Pending => Poll::Pending,
            // After the verdict the socket stays as it is: whoever reads again meets the same silence.
            Poll::Ready(verdict) => {
                self.ended = None;
                match verdict {
                    Ok(error) => Poll::Ready(Err(error)),
                    // The pump drained and left: what the peer still has to say can be read.
                    Err(_) => Poll::Pending,
                }
            }
        }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Pumped<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        match Pin::new(&mut this.read).poll_read(cx, buf) {
            Poll::Pending => {
                this.pulse.wait();
                this.poll_ended(cx)
            }
            ready => {
                this.pulse.beat();
                ready
            }
        }
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
