//! The process's end of a socket.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{Network, inbox::Inbox};
use crate::network::Wire;

/// What a process reads.
pub(super) struct Reading(pub(super) Arc<Inbox>);

impl AsyncRead for Reading {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.0.poll_read(cx, buf)
    }
}

/// What a process writes; dropping it closes the socket.
pub(super) struct Writing {
    pub(super) network: Network,
    pub(super) wire: Wire,
    pub(super) inbox: Arc<Inbox>,
}

impl AsyncWrite for Writing {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(kind) = self.inbox.failure() {
            return Poll::Ready(Err(kind.into()));
        }
        match self.network.write(self.wire, bytes) {
            0 => {
                self.inbox.wait_for_room(cx);
                Poll::Pending
            }
            n => Poll::Ready(Ok(n)),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.network.hang_up(self.wire);
        Poll::Ready(Ok(()))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.network.hang_up(self.wire);
    }
}
