//! Certificates and keys that cannot be used are found before anything connects, and are never shown.

use std::{env, fs, path::PathBuf, process};

use tidings_core::{Error, ErrorKind};
use tidings_wire::{
    access::Access,
    dial::{Dial, Secure},
    tls::{Pem, Tls},
    url::Scheme,
};
use tokio_rustls::rustls::ALL_VERSIONS;

use super::{
    LIMIT,
    authority::{Authority, Certified, Valid},
    echoes, secure,
    server::Server,
};

const SCHEME: Scheme = Scheme::new("plain", 1, "secure", 2);

fn unusable(tls: &Tls) -> Error {
    let error = Secure::check(tls).unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Configuration, false), "{error:?}");
    error
}

fn identity(certificate: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Tls {
    let roots = Authority::new("ours").pem();
    Tls::new().roots(roots).identity(Pem::bytes(certificate), Pem::bytes(key))
}

#[test]
fn what_cannot_be_read_is_an_error_with_the_remedy() {
    let Certified { certificate, key } = Authority::new("ours").sign("client", Valid::Now);
    let other = Authority::new("ours").sign("client", Valid::Now);
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let cut = certificate.replace("-----END CERTIFICATE-----", "");
    for (tls, problem, remedy) in [
        (Tls::new().roots(Pem::file("no-such-file.pem")), "no-such-file.pem", "does it exist"),
        (Tls::new().roots(Pem::bytes("no PEM")), "there is no certificate in it", "BEGIN CERTIFICATE"),
        (Tls::new().roots(Pem::bytes(key.clone())), "there is no certificate in it", "BEGIN CERTIFICATE"),
        (Tls::new().roots(Pem::bytes(cut)), "no valid PEM", "END"),
        (identity(certificate.clone(), ""), "there is no private key in it", "BEGIN PRIVATE KEY"),
        (identity(certificate.clone(), encrypted), "the private key is encrypted", "openssl pkey"),
        (identity("", key.clone()), "there is no certificate in it", "BEGIN CERTIFICATE"),
        (identity(certificate.clone(), other.key), "does not belong to the certificate", "first certificate"),
        (identity(certificate, key.replace("\nMI", "\nAA")), "cannot be used", "Ed25519"),
    ] {
        let error = unusable(&tls);
        assert!(error.to_string().contains(problem) && error.remedy().unwrap().contains(remedy), "{error:?}");
        assert!(!format!("{error:?} {tls:?}").contains(&key[60..80]), "no key is shown: {error:?}");
    }
}

#[test]
fn settings_that_contradict_each_other_are_problems_before_anything_connects() {
    let Certified { certificate, key } = Authority::new("ours").sign("client", Valid::Now);
    let problems = |url: &str, change: fn(&mut Access), tls: Option<Tls>| {
        let mut access = Access::parse(url, SCHEME);
        tls.into_iter().for_each(|tls| access.tls(tls));
        change(&mut access);
        assert!(!format!("{access:?}").contains("topsecret"));
        access.problems("write a URL").into_iter().map(|problem| problem.to_string()).collect::<Vec<_>>()
    };
    let whole = identity(certificate, key);
    assert!(problems("secure://broker", |access| access.external(), Some(whole.clone())).is_empty());
    for (found, said) in [
        (problems("plain://broker", |_| (), Some(whole.clone())), "the connection would be plain"),
        (problems("secure://broker?external=true&ca=no-such-file", |_| (), None), "no-such-file"),
        (problems("plain://broker", |access| access.external(), None), "Tls::identity"),
        (problems("secure://u:topsecret@broker", |access| access.external(), Some(whole)), "leave one of them out"),
        (problems("plain://broker:0", |_| (), None), "port"),
    ] {
        assert!(found.iter().any(|problem| problem.contains(said)), "{said}: {found:?}");
    }
}

/// A file that is removed in the end.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = env::temp_dir().join(format!("tidings-{}-{name}", process::id()));
        fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

#[tokio::test]
async fn a_renewed_certificate_serves_from_the_next_connection_on() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let server = Server::tls(&ours.sign("localhost", Valid::Now), Some(&theirs), ALL_VERSIONS).await;
    let (first, second) = (theirs.sign("client", Valid::Now), theirs.sign("client", Valid::Now));
    let (certificate, key) = (File::new("client.pem", &first.certificate), File::new("client.key", &first.key));
    let identity = (Pem::file(&certificate.0), Pem::file(&key.0));
    let secure = secure(Tls::new().roots(ours.pem()).identity(identity.0, identity.1));
    echoes(secure.dial(&server.host(), LIMIT).await.unwrap()).await;

    fs::write(&certificate.0, &second.certificate).unwrap();
    let error = secure.dial(&server.host(), LIMIT).await.unwrap_err();
    assert!(error.to_string().contains("does not belong"), "the new certificate is seen: {error}");
    fs::write(&key.0, &second.key).unwrap();
    echoes(secure.dial(&server.host(), LIMIT).await.unwrap()).await;
}
