//! Reads certificates and keys.

use std::{borrow::Cow, fs};

use tidings_core::{Error, ErrorKind};
use tokio_rustls::rustls::{
    RootCertStore,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};

use crate::tls::{Pem, Place};

/// The certificates of a PEM, one at the least.
pub(super) fn certificates(pem: &Pem, operation: &'static str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let bytes = bytes(pem, operation)?;
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(wrong(pem, operation, "there is no certificate in it").with_remedy(
            "give PEM, which begins with `-----BEGIN CERTIFICATE-----`: `openssl x509 -inform der` and `openssl pkcs12` \
             convert other forms, and `keytool -exportcert -rfc` a Java key store",
        )),
        Err(error) => Err(unreadable(pem, operation, &error)),
    }
}

/// The only private key of a PEM.
pub(super) fn key(pem: &Pem, operation: &'static str) -> Result<PrivateKeyDer<'static>, Error> {
    let bytes = bytes(pem, operation)?;
    match PrivateKeyDer::from_pem_slice(&bytes) {
        Ok(key) => Ok(key),
        Err(pem::Error::NoItemsFound) if contains(&bytes, b"-----BEGIN ENCRYPTED PRIVATE KEY-----") => {
            Err(wrong(pem, operation, "the private key is encrypted").with_remedy(
                "decrypt it: `openssl pkey -in encrypted.key -out plain.key`, and let nobody else read the result",
            ))
        }
        Err(pem::Error::NoItemsFound) => Err(wrong(pem, operation, "there is no private key in it")
            .with_remedy("give PEM, which begins with `-----BEGIN PRIVATE KEY-----`")),
        Err(error) => Err(unreadable(pem, operation, &error)),
    }
}

/// What the system trusts.
pub(super) fn system(operation: &'static str) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added > 0 {
        return Ok(roots);
    }
    let error = Error::new(ErrorKind::Configuration, operation)
        .with("problem", "the system has no certificate authorities that it trusts")
        .with_remedy("install them, such as by the package `ca-certificates`, or give the authority by `Tls::roots`");
    Err(match found.errors.into_iter().next() {
        Some(cause) => error.with_source(cause.to_string()),
        None => error,
    })
}

fn bytes<'a>(pem: &'a Pem, operation: &'static str) -> Result<Cow<'a, [u8]>, Error> {
    match &pem.0 {
        Place::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
        Place::File(path) => fs::read(path).map(Cow::Owned).map_err(|error| {
            wrong(pem, operation, "the file cannot be read")
                .with_remedy("does it exist, and may this user read it?")
                .with_source(error)
        }),
    }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

fn unreadable(pem: &Pem, operation: &'static str, error: &pem::Error) -> Error {
    let error = wrong(pem, operation, "it is no valid PEM").with_source(error.to_string());
    error.with_remedy("is the file complete, with its lines `-----BEGIN ..-----` and `-----END ..-----`?")
}

pub(super) fn wrong(pem: &Pem, operation: &'static str, problem: &'static str) -> Error {
    Error::new(ErrorKind::Configuration, operation).with("problem", problem).with("pem", pem)
}
