use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, ReadBuf};

use super::life::{Ended, Pulse};

/// What is read, as long as the pump has not ended.
pub(super) struct Heard<R> {
    read: R,
    ended: Option<Ended>,
    pulse: Pulse,
}

impl<R> Heard<R> {
    pub(super) fn new(read: R, ended: Ended, pulse: Pulse) -> Self {
        Self { read, ended: Some(ended), pulse }
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

impl<R: AsyncRead + Unpin> Heard<R> {
    pub(super) fn poll_read(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.read).poll_read(cx, buf) {
            Poll::Pending => {
                self.pulse.wait();
                self.poll_ended(cx)
            }
            ready => {
                self.pulse.beat();
                ready
            }
        }
    }
}
