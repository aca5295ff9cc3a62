//! The process's end of a socket.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{network::Network, wire::Wire};

/// What has come for a process, and whether it may write.
#[derive(Default)]
pub(super) struct Inbox(Mutex<Content>);

#[derive(Default)]
struct Content {
    bytes: BytesMut,
    /// No more comes: in order, or by a failure.
    end: Option<Result<(), io::ErrorKind>>,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl Inbox {
    pub(super) fn put(&self, bytes: &[u8]) {
        let mut content = self.lock();
        if content.end.is_none() {
            content.bytes.extend_from_slice(bytes);
        }
        wake(content.reader.take());
    }

    pub(super) fn end(&self, how: Result<(), io::ErrorKind>) {
        let mut content = self.lock();
        content.end.get_or_insert(how);
        wake(content.reader.take());
        wake(content.writer.take());
    }

    pub(super) fn failure(&self) -> Option<io::ErrorKind> {
        self.lock().end.and_then(Result::err)
    }

    /// There is room for what is written.
    pub(super) fn has_room(&self) {
        wake(self.lock().writer.take());
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        // Every change is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// What a process reads.
pub(super) struct Reading(pub(super) Arc<Inbox>);

impl AsyncRead for Reading {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut content = self.0.lock();
        if !content.bytes.is_empty() {
            let n = content.bytes.len().min(buf.remaining());
            buf.put_slice(&content.bytes[..n]);
            content.bytes.advance(n);
            return Poll::Ready(Ok(()));
        }
        match content.end {
            Some(Ok(())) => Poll::Ready(Ok(())),
            Some(Err(kind)) => Poll::Ready(Err(kind.into())),
            None => {
                content.reader = Some(cx.waker().clone());
                Poll::Pending
            }
        }
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
                self.inbox.lock().writer = Some(cx.waker().clone());
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
