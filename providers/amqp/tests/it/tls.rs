//! An encrypted connection to a real broker, and what a start says where there can be none.

use std::{env, fs, path::PathBuf, process, sync::Arc, time::Duration};

use tidings_amqp::{Amqp, Pem, Tls};
use tidings_broker::Artemis;
use tidings_core::{
    Error, ErrorKind,
    provider::{Connection, Context, Provider},
    runtime::Runtime,
};

use tokio::sync::OnceCell;

use crate::{common::AMQP, support::*};

type Authority = tidings_broker::Tls;

async fn broker(authority: &Authority) -> Artemis {
    Artemis::builder().tls(authority).start().await.unwrap()
}

/// A broker as it should be, for all tests that do not hurt it.
async fn good() -> &'static (Authority, Artemis) {
    static GOOD: OnceCell<(Authority, Artemis)> = OnceCell::const_new();
    let start = async || {
        let authority = Authority::new().unwrap();
        let broker = broker(&authority).await;
        (authority, broker)
    };
    GOOD.get_or_init(start).await
}

fn url(broker: &Artemis) -> String {
    broker.amqps_url().unwrap()
}

fn anonymous(broker: &Artemis) -> String {
    let url = url(broker);
    format!("amqps://{}", url.rsplit_once('@').map_or("", |(_, host)| host))
}

fn trusting(authority: &Authority) -> Tls {
    Tls::new().roots(Pem::bytes(authority.ca_pem()))
}

fn identified(authority: &Authority) -> Tls {
    let (certificate, key) = (authority.client_certificate_pem(), authority.client_key_pem());
    trusting(authority).identity(Pem::bytes(certificate), Pem::bytes(key))
}

async fn open(provider: Amqp) -> Result<Arc<dyn Connection>, Error> {
    within(provider.connect(Context::new(Runtime::system(), limits()))).await
}

/// A start that fails at once.
async fn refused(provider: Amqp) -> Error {
    let begun = tokio::time::Instant::now();
    let error = open(provider).await.map(|_| ()).unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10), "at once: {:?}", begun.elapsed());
    assert!(!error.is_retryable() && !format!("{error:?}").contains("PRIVATE"), "{error:?}");
    error
}

/// A start that fails in the end, and soon.
async fn impatient(provider: Amqp) -> Error {
    let mut limits = limits();
    limits.start_timeout = Duration::from_secs(4);
    within(provider.connect(Context::new(Runtime::system(), limits))).await.map(|_| ()).unwrap_err()
}

async fn works(connection: &dyn Connection) {
    let (event, claim) = durable();
    let mut listener = listen(connection, &claim, 50).await;
    for body in ["small".to_owned(), "x".repeat(1_000_000)] {
        send(connection, &event, body.clone()).await;
        assert_eq!(listener.take().await, body);
    }
    listener.close().await;
}

#[tokio::test]
async fn events_cross_an_encrypted_connection() {
    let (authority, broker) = good().await;
    let connection = open(Amqp::connect(url(broker)).tls(trusting(authority))).await.unwrap();
    works(&*connection).await;
    close(&*connection).await;
}

/// A file that is removed in the end.
struct File(PathBuf);

impl Drop for File {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

#[tokio::test]
async fn the_url_alone_says_whom_to_trust_and_a_connection_comes_back_encrypted_after_a_crash() {
    let authority = Authority::new().unwrap();
    let broker = broker(&authority).await;
    let file = File(env::temp_dir().join(format!("tidings-amqp-{}.pem", process::id())));
    fs::write(&file.0, authority.ca_pem()).unwrap();
    let url = format!("{}?ca={}", url(&broker), file.0.display());
    assert!(tidings_core::provider::by_url(&url).is_ok());
    let connection = AMQP.connect_to(&url, limits()).await.unwrap();
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 50).await;
    send(&*connection, &event, "before").await;
    assert_eq!(listener.take().await, "before");
    broker.kill().await.unwrap();
    broker.restart().await.unwrap();
    send(&*connection, &event, "after").await;
    while listener.take().await != "after" {}
    close(&*connection).await;
}

async fn untrusted(broker: &Artemis, tls: Tls, said: &str) {
    let error = refused(Amqp::connect(url(broker)).tls(tls)).await;
    assert_eq!(error.kind(), ErrorKind::Untrusted, "{error:?}");
    assert!(error.to_string().contains(said) && error.remedy().is_some(), "{error}");
}

#[tokio::test]
async fn a_broker_whose_certificate_has_expired_fails_the_start_at_once() {
    let authority = Authority::expired().unwrap();
    untrusted(&broker(&authority).await, trusting(&authority), "has expired").await;
}

#[tokio::test]
async fn a_broker_of_an_unknown_authority_fails_the_start_at_once() {
    let (_, broker) = good().await;
    untrusted(broker, trusting(&Authority::new().unwrap()), "authority that is not trusted").await;
}

#[tokio::test]
async fn a_broker_whose_certificate_has_another_name_is_reached_under_that_name_only() {
    let authority = Authority::for_another_host().unwrap();
    let broker = broker(&authority).await;
    untrusted(&broker, trusting(&authority), "elsewhere.example").await;
    let tls = trusting(&authority).server_name("elsewhere.example");
    close(&*open(Amqp::connect(url(&broker)).tls(tls)).await.unwrap()).await;
}

#[tokio::test]
async fn a_port_of_the_other_sort_is_named_as_a_possibility() {
    let (authority, broker) = good().await;
    let plain_port = broker.amqp_url().replace("amqp://", "amqps://");
    let error = impatient(Amqp::connect(plain_port).tls(trusting(authority))).await;
    assert!(format!("{error:?}").contains("is this the port for TLS"), "{error:?}");
    let tls_port = url(broker).replace("amqps://", "amqp://");
    let error = impatient(Amqp::connect(tls_port)).await;
    assert!(format!("{error:?}").contains("amqps"), "{error:?}");
}

#[tokio::test]
async fn a_broker_that_demands_a_certificate_gets_it_or_the_start_says_so() {
    let authority = Authority::new().unwrap().demand_client_certificate();
    let broker = broker(&authority).await;
    let error = refused(Amqp::connect(url(&broker)).tls(trusting(&authority))).await;
    assert_eq!(error.kind(), ErrorKind::Credentials, "{error:?}");
    assert!(error.to_string().contains("asks for a client certificate"), "{error}");

    let other = Authority::new().unwrap();
    let (certificate, key) = (other.client_certificate_pem(), other.client_key_pem());
    let stranger = trusting(&authority).identity(Pem::bytes(certificate), Pem::bytes(key));
    let error = refused(Amqp::connect(url(&broker)).tls(stranger)).await;
    assert_eq!(error.kind(), ErrorKind::Credentials, "{error:?}");
    assert!(error.to_string().contains("does not accept the client's certificate"), "{error}");

    let connection = open(Amqp::connect(url(&broker)).tls(identified(&authority))).await.unwrap();
    works(&*connection).await;
    close(&*connection).await;
}

#[tokio::test]
async fn a_certificate_says_who_connects() {
    let authority = Authority::new().unwrap().sign_in("admin");
    let broker = broker(&authority).await;
    let connection = open(Amqp::connect(anonymous(&broker)).tls(identified(&authority)).external()).await.unwrap();
    works(&*connection).await;
    close(&*connection).await;
}

#[tokio::test]
async fn a_certificate_of_nobody_is_refused_at_once() {
    // It is shown, but the broker does not offer to take it for a user.
    let (authority, broker) = good().await;
    let error = refused(Amqp::connect(anonymous(broker)).tls(identified(authority)).external()).await;
    assert_eq!(error.kind(), ErrorKind::Credentials, "{error:?}");
    assert!(error.to_string().contains("does not offer SASL EXTERNAL"), "{error}");
}
