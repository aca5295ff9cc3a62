//! A bounded pipe whose reader takes everything at once.
//!
//! tokio's own `simplex` does not tell one half that the other was dropped, and `duplex` copies once more: here the
//! reader swaps its empty buffer for the full one, and dropping either end is seen by the other.

use std::{
    future::poll_fn,
    io, mem,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::BytesMut;
use tokio::{io::AsyncWrite, sync::Notify};

/// Makes a pipe that holds at most `limit` bytes, 1 at the least.
pub(super) fn pipe(limit: usize) -> (Inlet, Outlet) {
    let shared = Shared::default();
    (Inlet { shared: shared.clone(), limit: limit.max(1) }, Outlet { shared })
}

#[derive(Debug, Default)]
struct State {
    gathered: BytesMut,
    is_closed: bool,
    is_abandoned: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

#[derive(Debug, Default, Clone)]
struct Shared(Arc<Ends>);

#[derive(Debug, Default)]
struct Ends {
    state: Mutex<State>,
    /// Whoever puts whole frames in waits here; there may be several.
    room: Notify,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing below can panic half way, so a poisoned state is a whole one.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// The end that is written to.
#[derive(Debug)]
pub(super) struct Inlet {
    shared: Shared,
    limit: usize,
}

impl Inlet {
    /// Puts `bytes` in, all of them at once, as soon as the pipe is not full; it may hold that much more then.
    ///
    /// Cancel safe: nothing is put in before it is ready.
    pub(super) async fn put(&self, bytes: &[u8]) -> io::Result<()> {
        loop {
            let room = self.shared.0.room.notified();
            if self.put_now(bytes)? {
                return Ok(());
            }
            room.await;
        }
    }

    /// Puts `bytes` in, all of them, if the pipe is not full.
    pub(super) fn put_now(&self, bytes: &[u8]) -> io::Result<bool> {
        let mut state = self.shared.lock();
        if state.is_abandoned || state.is_closed {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        if state.gathered.len() >= self.limit {
            return Ok(false);
        }
        state.gathered.extend_from_slice(bytes);
        let reader = state.reader.take();
        drop(state);
        wake(reader);
        Ok(true)
    }

    pub(super) fn close(&self) {
        let mut state = self.shared.lock();
        state.is_closed = true;
        let reader = state.reader.take();
        drop(state);
        wake(reader);
        self.shared.0.room.notify_waiters();
    }
}

impl AsyncWrite for Inlet {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut state = self.shared.lock();
        if state.is_abandoned || state.is_closed {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let room = self.limit.saturating_sub(state.gathered.len());
        if room == 0 {
            state.writer = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let (now, _) = bytes.split_at(bytes.len().min(room));
        state.gathered.extend_from_slice(now);
        let reader = state.reader.take();
        drop(state);
        wake(reader);
        Poll::Ready(Ok(now.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.close();
        Poll::Ready(Ok(()))
    }
}

impl Drop for Inlet {
    fn drop(&mut self) {
        self.close();
    }
}

/// The end that is emptied.
#[derive(Debug)]
pub(super) struct Outlet {
    shared: Shared,
}

impl Outlet {
    /// Swaps `empty` for everything that has gathered; false once the pipe is closed and empty.
    ///
    /// Cancel safe: nothing is taken before it is ready.
    pub(super) async fn take(&mut self, empty: &mut BytesMut) -> bool {
        poll_fn(|cx| {
            let mut state = self.shared.lock();
            if !state.gathered.is_empty() {
                empty.clear();
                mem::swap(empty, &mut state.gathered);
                let writer = state.writer.take();
                drop(state);
                wake(writer);
                self.shared.0.room.notify_waiters();
                return Poll::Ready(true);
            }
            if state.is_closed {
                return Poll::Ready(false);
            }
            state.reader = Some(cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.is_abandoned = true;
        let writer = state.writer.take();
        drop(state);
        wake(writer);
        self.shared.0.room.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;

    #[tokio::test]
    async fn what_gathered_is_taken_at_once_and_before_the_end() {
        let (mut inlet, mut outlet) = pipe(8);
        inlet.write_all(b"ab").await.unwrap();
        inlet.write_all(b"cd").await.unwrap();
        drop(inlet);
        let mut taken = BytesMut::new();
        assert!(outlet.take(&mut taken).await);
        assert_eq!(&taken[..], b"abcd");
        assert!(!outlet.take(&mut taken).await);
    }

    #[tokio::test]
    async fn a_writer_waiting_for_room_fails_when_the_reader_leaves() {
        let (mut inlet, outlet) = pipe(2);
        let written = tokio::join!(inlet.write_all(b"abc"), async { drop(outlet) }).0;
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }

    #[tokio::test]
    async fn whole_frames_of_several_writers_never_mix_and_wait_for_room() {
        let (inlet, mut outlet) = pipe(3);
        let put = async {
            tokio::try_join!(inlet.put(b"aaaa"), inlet.put(b"bbbb"), inlet.put(b"cccc")).unwrap();
            inlet.close();
        };
        let mut all = Vec::new();
        let read = async {
            let mut taken = BytesMut::new();
            while outlet.take(&mut taken).await {
                assert!(taken.len() <= 4, "{taken:?}");
                all.extend_from_slice(&taken);
            }
        };
        tokio::join!(put, read);
        assert_eq!(all, b"aaaabbbbcccc");
        assert!(inlet.put(b"d").await.is_err());
    }

    #[tokio::test]
    async fn a_writer_goes_on_when_there_is_room_again() {
        let (mut inlet, mut outlet) = pipe(2);
        let mut all = Vec::new();
        let read = async {
            let mut taken = BytesMut::new();
            while outlet.take(&mut taken).await {
                assert!(taken.len() <= 2);
                all.extend_from_slice(&taken);
            }
        };
        let write = async move { inlet.write_all(b"abcde").await };
        tokio::join!(write, read).0.unwrap();
        assert_eq!(all, b"abcde");
    }
}
