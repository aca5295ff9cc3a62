//! Certificates: good ones, bad ones, and those of clients.

use std::sync::Arc;

use tidings_broker::{Artemis, Right, Rights, Tls};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use crate::stomp::Stomp;
use crate::support::{answers_amqp, bounded, connect};

/// Shakes hands as a client that trusts the authority of `tls`, and shows the certificate if it has one.
async fn handshake(url: Option<String>, tls: &Tls, with_certificate: bool) -> Result<TlsStream<TcpStream>, String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(tls.ca_pem().as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = if with_certificate {
        let certificate = CertificateDer::from_pem_slice(tls.client_certificate_pem().as_bytes()).unwrap();
        let key = PrivateKeyDer::from_pem_slice(tls.client_key_pem().as_bytes()).unwrap();
        config.with_client_auth_cert(vec![certificate], key).unwrap()
    } else {
        config.with_no_client_auth()
    };
    let port = url.unwrap().rsplit_once(':').unwrap().1.parse().unwrap();
    let host = ServerName::try_from("127.0.0.1").unwrap();
    let shaken = TlsConnector::from(Arc::new(config)).connect(host, connect(port).await);
    bounded(shaken).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_good_certificate_is_trusted_by_who_knows_its_authority_alone() {
    let tls = Tls::new().unwrap();
    let broker = bounded(Artemis::builder().tls(&tls).start()).await.unwrap();
    assert!(broker.amqps_url().unwrap().starts_with("amqps://admin:admin@127.0.0.1:"));
    let stream = handshake(broker.stomps_url(), &tls, false).await.unwrap();
    let mut stomp = Stomp::on(stream).login_on(Some(("admin", "admin"))).await.unwrap();
    stomp.send("secret", "x").await.unwrap();
    assert_eq!(Stomp::admin(broker.ports().stomp).await.receive("secret").await.unwrap(), "x");
    assert_eq!(mechanisms(&mut handshake(broker.amqps_url(), &tls, false).await.unwrap()).await, ["PLAIN"]);

    let refused = handshake(broker.amqps_url(), &Tls::new().unwrap(), false).await.unwrap_err();
    assert!(refused.contains("invalid peer certificate"), "{refused}");
    // The plain ports are there as well.
    assert!(answers_amqp(&broker).await);
}

#[tokio::test]
async fn certificates_that_are_expired_or_for_another_host_are_seen_to_be() {
    for (tls, expected) in
        [(Tls::expired().unwrap(), "expired"), (Tls::for_another_host().unwrap(), "not valid for name")]
    {
        let broker = bounded(Artemis::builder().tls(&tls).start()).await.unwrap();
        for url in [broker.amqps_url(), broker.stomps_url()] {
            let refused = handshake(url, &tls, false).await.unwrap_err();
            assert!(refused.contains(expected), "{refused}");
        }
    }
}

#[tokio::test]
async fn only_clients_with_a_certificate_are_let_in_where_that_is_demanded() {
    let tls = Tls::new().unwrap().demand_client_certificate();
    let broker = bounded(Artemis::builder().tls(&tls).start()).await.unwrap();
    // TLS 1.3: the client is done before the broker has looked at its certificate.
    if let Ok(stream) = handshake(broker.stomps_url(), &tls, false).await {
        assert!(Stomp::on(stream).login_on(Some(("admin", "admin"))).await.is_err());
    }
    let stream = handshake(broker.stomps_url(), &tls, true).await.unwrap();
    assert!(Stomp::on(stream).login_on(Some(("admin", "wrong"))).await.is_err());
    let stream = handshake(broker.stomps_url(), &tls, true).await.unwrap();
    Stomp::on(stream).login_on(Some(("admin", "admin"))).await.unwrap();
}

#[tokio::test]
async fn a_certificate_signs_its_user_in() {
    let tls = Tls::new().unwrap().sign_in("reader");
    let reader = Rights::all().without(Right::Send);
    let broker = bounded(Artemis::builder().user("reader", "secret", reader).tls(&tls).start()).await.unwrap();

    let stream = handshake(broker.stomps_url(), &tls, true).await.unwrap();
    let mut stomp = Stomp::on(stream).login_on(None).await.unwrap();
    assert!(stomp.send("open", "x").await.unwrap_err().contains("AMQ339011"));

    // Whatever else the client says of itself.
    let stream = handshake(broker.stomps_url(), &tls, true).await.unwrap();
    let mut stomp = Stomp::on(stream).login_on(Some(("admin", "wrong"))).await.unwrap();
    assert!(stomp.send("open", "x").await.unwrap_err().contains("AMQ339011"));

    let mut amqp = handshake(broker.amqps_url(), &tls, true).await.unwrap();
    assert_eq!(mechanisms(&mut amqp).await, ["EXTERNAL", "PLAIN"]);
    assert_eq!(external(&mut amqp).await, Some(0));

    // Without a certificate user and password still do.
    let stream = handshake(broker.stomps_url(), &tls, false).await.unwrap();
    Stomp::on(stream).login_on(Some(("admin", "admin"))).await.unwrap();
    let stream = handshake(broker.stomps_url(), &tls, false).await.unwrap();
    assert!(Stomp::on(stream).login_on(None).await.is_err());
}

/// What the broker offers in SASL, in the order of the alphabet.
async fn mechanisms(stream: &mut TlsStream<TcpStream>) -> Vec<&'static str> {
    bounded(async {
        stream.write_all(b"AMQP\x03\x01\x00\x00").await.unwrap();
        let mut header = [0; 8];
        stream.read_exact(&mut header).await.unwrap();
        assert_eq!(header, *b"AMQP\x03\x01\x00\x00");
    })
    .await;
    let frame = frame(stream).await;
    let is_in = |name: &&str| frame.windows(name.len()).any(|window| window == name.as_bytes());
    ["ANONYMOUS", "EXTERNAL", "PLAIN"].into_iter().filter(is_in).collect()
}

/// Signs in by certificate, and gives the code of the outcome.
async fn external(stream: &mut TlsStream<TcpStream>) -> Option<u8> {
    // sasl-init: a list of the mechanism and of an empty response; without one the broker would ask for it.
    let init = b"\x00\x00\x00\x1a\x02\x01\x00\x00\x00\x53\x41\xc0\x0d\x02\xa3\x08EXTERNAL\xa0\x00";
    bounded(stream.write_all(init)).await.unwrap();
    // sasl-outcome: a list whose first field is the code.
    let frame = frame(stream).await;
    assert_eq!(frame[4..7], [0x00, 0x53, 0x44], "{frame:?}");
    frame.iter().position(|byte| *byte == 0x50).map(|at| frame[at + 1])
}

/// The next frame without its size.
async fn frame(stream: &mut TlsStream<TcpStream>) -> Vec<u8> {
    bounded(async {
        let size = stream.read_u32().await.unwrap() as usize;
        let mut frame = vec![0; size - 4];
        stream.read_exact(&mut frame).await.unwrap();
        frame
    })
    .await
}
