//! An encrypted connection is made with whom it should be made, and otherwise says clearly why not.

mod authority;
mod clients;
mod material;
mod server;

use std::time::Duration;

use tidings_core::{Error, ErrorKind};
use tidings_wire::{
    dial::{Dial, Privacy, Secure, Socket, Tcp},
    tls::Tls,
    url::Host,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::{Instant, timeout},
};
use tokio_rustls::rustls::{
    ALL_VERSIONS,
    version::{TLS12, TLS13},
};

use authority::{Authority, Valid};
use server::Server;

const LIMIT: Duration = Duration::from_secs(20);

fn secure(tls: Tls) -> Secure {
    Secure::new(Tcp::heartbeat(LIMIT), tls)
}

async fn echoes(mut socket: Socket) {
    let mut heard = [0; 5];
    let exchange = async {
        socket.write.write_all(b"hello").await.unwrap();
        socket.write.flush().await.unwrap();
        socket.read.read_exact(&mut heard).await.unwrap();
    };
    timeout(LIMIT, exchange).await.unwrap();
    assert_eq!(&heard, b"hello");
}

async fn refused(tls: Tls, host: &Host) -> Error {
    let error = secure(tls).dial(host, LIMIT).await.unwrap_err();
    assert!(error.to_string().contains(&host.to_string()), "{error}");
    error
}

/// A server whose certificate is for `host`, and what its authority says.
async fn server(host: &str, valid: Valid) -> (Authority, Server) {
    let authority = Authority::new("ours");
    let server = Server::tls(&authority.sign(host, valid), None, ALL_VERSIONS).await;
    (authority, server)
}

#[tokio::test]
async fn a_broker_of_a_trusted_authority_is_reached_and_the_connection_is_encrypted() {
    for version in [&TLS12, &TLS13] {
        let authority = Authority::new("ours");
        let server = Server::tls(&authority.sign("localhost", Valid::Now), None, &[version]).await;
        let socket = secure(Tls::new().roots(authority.pem())).dial(&server.host(), LIMIT).await.unwrap();
        assert_eq!(socket.privacy, Privacy::Encrypted);
        echoes(socket).await;
    }
}

#[tokio::test]
async fn any_of_several_authorities_will_do() {
    let (authority, server) = server("localhost", Valid::Now).await;
    let tls = Tls::new().roots(Authority::new("another").pem()).roots(authority.pem());
    echoes(secure(tls).dial(&server.host(), LIMIT).await.unwrap()).await;
}

#[tokio::test]
async fn a_certificate_out_of_its_time_is_not_trusted() {
    for (valid, said) in [(Valid::Formerly, "has expired"), (Valid::Later, "not valid yet")] {
        let (authority, server) = server("localhost", valid).await;
        let error = refused(Tls::new().roots(authority.pem()), &server.host()).await;
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Untrusted, false), "{error:?}");
        assert!(error.to_string().contains(said) && error.to_string().contains("clock"), "{error}");
    }
}

#[tokio::test]
async fn a_certificate_of_another_host_is_not_trusted_until_its_name_is_expected() {
    let (authority, server) = server("broker.example", Valid::Now).await;
    let tls = Tls::new().roots(authority.pem());
    let error = refused(tls.clone(), &server.host()).await;
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Untrusted, false), "{error:?}");
    for said in ["another host", "broker.example", "Tls::server_name"] {
        assert!(error.to_string().contains(said), "{error}");
    }
    echoes(secure(tls.server_name("broker.example")).dial(&server.host(), LIMIT).await.unwrap()).await;
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_not_trusted() {
    let (_, server) = server("localhost", Valid::Now).await;
    let error = refused(Tls::new().roots(Authority::new("another").pem()), &server.host()).await;
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Untrusted, false), "{error:?}");
    assert!(error.to_string().contains("authority") && error.to_string().contains("Tls::roots"), "{error}");
}

#[tokio::test]
async fn the_systems_authorities_do_not_know_a_private_one() {
    let (_, server) = server("localhost", Valid::Now).await;
    let error = secure(Tls::new()).dial(&server.host(), LIMIT).await.unwrap_err();
    // A machine without any authorities says so.
    assert!(matches!(error.kind(), ErrorKind::Untrusted | ErrorKind::Configuration), "{error:?}");
    assert!(!error.is_retryable() && error.to_string().contains("Tls::roots"), "{error}");
}

#[tokio::test]
async fn an_authority_does_not_pass_for_a_broker() {
    let authority = Authority::new("ours");
    let server = Server::tls(&authority.certified(), None, ALL_VERSIONS).await;
    let error = refused(Tls::new().roots(authority.pem()).server_name("ours"), &server.host()).await;
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Untrusted, false), "{error:?}");
    assert!(error.to_string().contains("not as an authority itself"), "{error}");
}

#[tokio::test]
async fn a_plain_port_that_answers_is_named_and_not_tried_again() {
    for answer in [b"AMQP\x00\x01\x00\x00".as_slice(), b"ERROR\nmessage:no\n\n\0", b"HTTP/1.1 400 Bad Request\r\n\r\n"]
    {
        let server = Server::answering(answer).await;
        let error = refused(Tls::new().roots(Authority::new("ours").pem()), &server.host()).await;
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Protocol, false), "{error:?}");
        assert!(error.to_string().contains("is this the port for TLS?"), "{error}");
    }
}

#[tokio::test]
async fn a_plain_port_that_hangs_up_or_stays_silent_may_get_well_and_is_named_as_a_possibility() {
    let tls = Tls::new().roots(Authority::new("ours").pem());
    let server = Server::answering(b"").await;
    let error = refused(tls.clone(), &server.host()).await;
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Disconnected, true), "{error:?}");
    assert!(error.to_string().contains("is this the port for TLS?"), "{error}");

    let server = Server::silent().await;
    let (begun, limit) = (Instant::now(), Duration::from_millis(300));
    let error = secure(tls).dial(&server.host(), limit).await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Timeout, true), "{error:?}");
    assert!(begun.elapsed() >= limit && error.to_string().contains("is this the port for TLS"), "{error}");
}

#[tokio::test]
async fn a_closed_port_is_tried_again() {
    let port = Server::silent().await.port;
    tokio::task::yield_now().await;
    let host = Host::new("localhost", port);
    let error = secure(Tls::new().roots(Authority::new("ours").pem())).dial(&host, LIMIT).await.unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
}
