//! A pumped connection in its two directions.

use std::{
    fmt, io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, ReadBuf};

use super::{heard::Heard, pipe::Inlet};

/// What the peer sends; it fails once the connection has ended.
pub struct Reading<R>(Heard<R>);

impl<R> Reading<R> {
    pub(super) fn new(heard: Heard<R>) -> Self {
        Self(heard)
    }
}

impl<R> fmt::Debug for Reading<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").finish_non_exhaustive()
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Reading<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.0.poll_read(cx, buf)
    }
}

/// Writes whole frames; clones write to the same connection, which is closed, after everything was written, when the
/// last is dropped.
#[derive(Debug, Clone)]
pub struct Writing(Arc<Inlet>);

impl Writing {
    pub(super) fn new(pipe: Inlet) -> Self {
        Self(Arc::new(pipe))
    }

    /// Writes bytes that belong together, once there is room: no others come between them.
    ///
    /// # Errors
    /// The connection has ended.
    ///
    /// # Cancel safety
    /// Dropping the future before it is ready writes nothing.
    pub async fn put(&self, bytes: &[u8]) -> io::Result<()> {
        self.0.put(bytes).await
    }

    /// Writes bytes that belong together if there is room right now; whether there was.
    ///
    /// # Errors
    /// The connection has ended.
    pub fn put_now(&self, bytes: &[u8]) -> io::Result<bool> {
        self.0.put_now(bytes)
    }

    /// Takes no more; what was written still reaches the socket.
    pub fn close(&self) {
        self.0.close();
    }
}
