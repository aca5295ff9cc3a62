//! TLS over the socket of [`Tcp`], by rustls with ring.

mod halves;
mod judge;
mod material;
mod settings;

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use async_trait::async_trait;
use tidings_core::{Error, ErrorKind};
use tokio::{
    task::spawn_blocking,
    time::{Instant, timeout_at},
};
use tokio_rustls::{TlsConnector, rustls::ClientConfig};

use super::{Dial, Privacy, Socket, Tcp};
use crate::{tls::Tls, url::Host};
use judge::Judge;

/// TLS 1.3 or 1.2 over TCP: the broker's certificate is verified always, its host name included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secure {
    tcp: Tcp,
    tls: Tls,
}

impl Secure {
    /// The socket, and whom to trust and who to be on it.
    pub fn new(tcp: Tcp, tls: Tls) -> Self {
        Self { tcp, tls }
    }

    /// Whether the settings can be used, their files included; nothing is connected. It blocks while files are read.
    ///
    /// # Errors
    /// `Configuration` for a file that cannot be read, certificates that are none, or a key that does not belong to
    /// its certificate.
    pub fn check(tls: &Tls) -> Result<(), Error> {
        settings::load(tls, &Arc::default()).map(drop)
    }

    /// Reads the files off the runtime's threads. Anew for every connection: certificates are renewed while programs run.
    async fn load(&self, asked: &Arc<AtomicBool>) -> Result<ClientConfig, Error> {
        let (tls, asked) = (self.tls.clone(), asked.clone());
        match spawn_blocking(move || settings::load(&tls, &asked)).await {
            Ok(loaded) => loaded,
            Err(error) => Err(Error::new(ErrorKind::Internal, "read certificates").with_source(error)),
        }
    }
}

#[async_trait]
impl Dial for Secure {
    async fn dial(&self, host: &Host, limit: Duration) -> Result<Socket, Error> {
        let end = Instant::now() + limit;
        let name = settings::name(&self.tls, host)?;
        let asked = Arc::<AtomicBool>::default();
        let config = self.load(&asked).await?;
        let judge = Judge::new(host, asked, self.tls.has_identity());
        let stream = self.tcp.open(host, end.saturating_duration_since(Instant::now())).await?;
        let shaken = timeout_at(end, TlsConnector::from(Arc::new(config)).connect(name, stream)).await;
        let stream = match shaken {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Err(judge.handshake(error)),
            Err(_) => return Err(judge.silent(limit)),
        };
        let parting = super::Parting::default();
        let (read, write) = halves::halves(stream, parting.clone(), judge);
        let mut socket = Socket::new(read, write, Privacy::Encrypted);
        socket.parting = parting;
        Ok(socket)
    }
}
