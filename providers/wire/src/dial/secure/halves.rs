//! The two directions of an encrypted socket.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

use super::{super::Parting, judge::Judge};

/// Takes a socket apart; what the broker says when it ends it is noted.
pub(super) fn halves(stream: TlsStream<TcpStream>, parting: Parting, judge: Judge) -> (Half, Half) {
    let shared = Arc::new(Shared { stream: Mutex::new(stream), parting, judge });
    (Half(shared.clone()), Half(shared))
}

/// Either direction: one is only read, the other only written.
pub(super) struct Half(Arc<Shared>);

struct Shared {
    stream: Mutex<TlsStream<TcpStream>>,
    parting: Parting,
    judge: Judge,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, TlsStream<TcpStream>> {
        // It is locked for one call into rustls at a time; after a panic there the connection fails by itself.
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, error: &io::Error) {
        if let Some(said) = self.judge.parting(error) {
            self.parting.note(|| said);
        }
    }
}

impl AsyncRead for Half {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut *self.0.lock()).poll_read(cx, buf);
        if let Poll::Ready(Err(error)) = &read {
            self.0.note(error);
        }
        read
    }
}

impl Half {
    fn wrote<T>(&self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(_)) = &written {
            // A broker that hangs up may have said why, and a failed write can be met before that is read.
            let mut nothing = [0; 1];
            let said = Pin::new(&mut *self.0.lock()).poll_read(cx, &mut ReadBuf::new(&mut nothing));
            if let Poll::Ready(Err(error)) = &said {
                self.0.note(error);
            }
        }
        written
    }
}

impl AsyncWrite for Half {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut *self.0.lock()).poll_write(cx, bytes);
        self.wrote(cx, written)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut *self.0.lock()).poll_flush(cx);
        self.wrote(cx, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut *self.0.lock()).poll_shutdown(cx);
        self.wrote(cx, shut)
    }
}
