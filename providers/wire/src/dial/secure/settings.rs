//! Makes rustls' settings of ours.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tidings_core::{Error, ErrorKind};
use tokio_rustls::rustls::{
    self, ClientConfig, InconsistentKeys, RootCertStore, SignatureScheme, client::ResolvesClientCert, crypto::ring,
    pki_types::ServerName, sign::CertifiedKey,
};

use super::material::{self, certificates, key, wrong};
use crate::{
    tls::{Identity, Tls},
    url::Host,
};

const ROOTS: &str = "read the certificate authorities";
const IDENTITY: &str = "read the client's certificate and key";

/// Reads everything; `asked` becomes true when a broker asks for a certificate and there is none.
pub(super) fn load(tls: &Tls, asked: &Arc<AtomicBool>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(ErrorKind::Internal, "set up TLS").with_source(error))?
        .with_root_certificates(roots(tls)?);
    let Some(Identity { chain, key: private }) = &tls.identity else {
        return Ok(builder.with_client_cert_resolver(Arc::new(Nobody(asked.clone()))));
    };
    let (certificates, private_key) = (certificates(chain, IDENTITY)?, key(private, IDENTITY)?);
    builder.with_client_auth_cert(certificates, private_key).map_err(|error| {
        let error = match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                wrong(private, IDENTITY, "the private key does not belong to the certificate")
                    .with_remedy("give the key with which the first certificate of the chain was made")
            }
            error => wrong(private, IDENTITY, "certificate or key cannot be used")
                .with_remedy("give an RSA, ECDSA (P-256, P-384) or Ed25519 key and its certificate")
                .with_source(error),
        };
        error.with("certificate", chain)
    })
}

/// The name that the broker's certificate must have.
pub(super) fn name(tls: &Tls, host: &Host) -> Result<ServerName<'static>, Error> {
    let name = tls.server_name.as_deref().unwrap_or(&host.name);
    ServerName::try_from(name.to_owned()).map_err(|_| {
        Error::new(ErrorKind::Configuration, "connect with TLS")
            .with("problem", "no certificate can be made out to this name")
            .with("name", name)
            .with_remedy("say by `Tls::server_name` which name the broker's certificate has")
    })
}

fn roots(tls: &Tls) -> Result<RootCertStore, Error> {
    if tls.roots.is_empty() {
        return material::system(ROOTS);
    }
    let mut roots = RootCertStore::empty();
    for pem in &tls.roots {
        for certificate in certificates(pem, ROOTS)? {
            roots.add(certificate).map_err(|error| {
                wrong(pem, ROOTS, "a certificate in it cannot be read")
                    .with_remedy("is it the certificate of an authority, in X.509 version 3?")
                    .with_source(error)
            })?;
        }
    }
    Ok(roots)
}

/// Shows no certificate, and notes that one was asked for.
#[derive(Debug)]
struct Nobody(Arc<AtomicBool>);

impl ResolvesClientCert for Nobody {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}
