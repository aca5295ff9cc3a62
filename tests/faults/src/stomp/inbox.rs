use std::{
    io,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::{Buf, BytesMut};
use tokio::io::ReadBuf;

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

    pub(super) fn poll_read(&self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut content = self.lock();
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

    pub(super) fn wait_for_room(&self, cx: &Context<'_>) {
        self.lock().writer = Some(cx.waker().clone());
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
