//! A server that speaks TLS and sends back what it gets.

use std::{future::pending, sync::Arc};

use tidings_core::runtime::{Runtime, Task};
use tidings_wire::url::Host;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy, split},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion, crypto::ring, server::WebPkiClientVerifier},
};

use super::authority::{Authority, Certified};

/// Serves until it is dropped.
pub(super) struct Server {
    pub(super) port: u16,
    task: Task<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Speaks TLS in these versions; asks for a certificate of `clients`, if there are any.
    pub(super) async fn tls(
        own: &Certified,
        clients: Option<&Authority>,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Self {
        let ring = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(ring.clone()).with_protocol_versions(versions).unwrap();
        let (certificate, key) = own.der();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.der()).unwrap();
                let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), ring);
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let acceptor = TlsAcceptor::from(Arc::new(builder.with_single_cert(vec![certificate], key).unwrap()));
        Self::serve(move |stream| {
            let acceptor = acceptor.clone();
            async move {
                // What it refuses the client hears of.
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let (mut read, mut write) = split(stream);
                drop(copy(&mut read, &mut write).await);
            }
        })
        .await
    }

    /// Answers in another protocol.
    pub(super) async fn answering(answer: &'static [u8]) -> Self {
        Self::serve(move |mut stream| async move {
            let mut heard = [0; 16];
            drop(stream.read(&mut heard).await);
            drop(stream.write_all(answer).await);
            drop(stream.shutdown().await);
        })
        .await
    }

    /// Takes connections and says nothing.
    pub(super) async fn silent() -> Self {
        Self::serve(|stream| async move {
            let _held = stream;
            pending::<()>().await;
        })
        .await
    }

    async fn serve<F: Future<Output = ()> + Send + 'static>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = Runtime::system().spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                Runtime::system().spawn(serve(stream));
            }
        });
        Self { port, task }
    }

    pub(super) fn host(&self) -> Host {
        Host::new("localhost", self.port)
    }
}
