use std::{
    io,
    net::{Shutdown, TcpStream as Socketed},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tidings_core::{Error, ErrorKind};
use tidings_wire::{
    dial::{Dial, Privacy, Socket},
    url::Host,
};
use tokio::{net::TcpStream, time::timeout};

/// Dials sockets that can all be cut at once and without a word of the protocol, as the death of the process would.
#[derive(Debug, Clone, Default)]
pub(super) struct Severing(Arc<Mutex<Sockets>>);

#[derive(Debug, Default)]
struct Sockets {
    open: Vec<Socketed>,
    is_cut: bool,
}

impl Severing {
    /// Cuts all of them, and those to come.
    pub(super) fn cut(&self) {
        let mut sockets = self.lock();
        sockets.is_cut = true;
        for socket in sockets.open.drain(..) {
            // One that was closed meanwhile is what it should be.
            drop(socket.shutdown(Shutdown::Both));
        }
    }

    fn keep(&self, stream: TcpStream) -> io::Result<TcpStream> {
        stream.set_nodelay(true)?;
        let stream = stream.into_std()?;
        let mut sockets = self.lock();
        if sockets.is_cut {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        sockets.open.push(stream.try_clone()?);
        TcpStream::from_std(stream)
    }

    fn lock(&self) -> MutexGuard<'_, Sockets> {
        // Each change is whole before anything could panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Dial for Severing {
    async fn dial(&self, host: &Host, limit: Duration) -> Result<Socket, Error> {
        let failed = |kind| Error::new(kind, "connect").with("address", host);
        let connected = timeout(limit, TcpStream::connect((host.name.as_str(), host.port))).await;
        let stream = connected.map_err(|_| failed(ErrorKind::Timeout))?.and_then(|stream| self.keep(stream));
        let stream = stream.map_err(|cause| failed(ErrorKind::Disconnected).with_source(cause))?;
        let (read, write) = stream.into_split();
        Ok(Socket::new(read, write, Privacy::Loopback))
    }
}
