//! A broker that asks for a client certificate gets the right one, or it is clear that it does not.

use tidings_core::{Error, ErrorKind, provider::Context};
use tidings_wire::{
    access::{Access, Login},
    dial::{Dial, Socket},
    tls::Tls,
    url::Scheme,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};
use tokio_rustls::rustls::{
    ALL_VERSIONS,
    version::{TLS12, TLS13},
};

use super::{
    LIMIT,
    authority::{Authority, Valid},
    echoes, secure,
    server::Server,
};

const SCHEME: Scheme = Scheme::new("plain", 1, "secure", 2);

/// Logs in as a protocol does that hears of a refusal only when it reads.
async fn by_reading(mut socket: Socket) -> Result<(), Error> {
    drop(socket.write.write_all(b"hello").await);
    drop(socket.write.flush().await);
    match socket.read.read_u8().await {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::new(ErrorKind::Disconnected, "log in").with_source(error)),
    }
}

/// Logs in as a protocol does that hears of a refusal only when it writes.
async fn by_writing(mut socket: Socket) -> Result<(), Error> {
    loop {
        let written = async {
            socket.write.write_all(b"hello").await?;
            socket.write.flush().await
        };
        if let Err(error) = written.await {
            return Err(Error::new(ErrorKind::Disconnected, "log in").with_source(error));
        }
        tokio::task::yield_now().await;
    }
}

fn access(server: &Server, tls: Tls) -> Access {
    let mut access = Access::parse(&format!("secure://localhost:{}", server.port), SCHEME);
    access.tls(tls);
    access
}

async fn logged_in<F: Future<Output = Result<(), Error>> + Send>(
    access: &Access,
    log_in: impl Fn(Socket) -> F + Send + Sync,
) -> Result<(), Error> {
    let approach = access.approach(&Context::default(), "is it alive?").unwrap();
    timeout(LIMIT, approach.connect(|_, socket| log_in(socket))).await.unwrap()
}

#[tokio::test]
async fn a_broker_that_asks_for_a_certificate_gets_it() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    for version in [&TLS12, &TLS13] {
        let server = Server::tls(&ours.sign("localhost", Valid::Now), Some(&theirs), &[version]).await;
        let (certificate, key) = theirs.sign("client", Valid::Now).pems();
        let tls = Tls::new().roots(ours.pem()).identity(certificate, key);
        echoes(secure(tls.clone()).dial(&server.host(), LIMIT).await.unwrap()).await;

        let mut access = access(&server, tls);
        access.external();
        let approach = access.approach(&Context::default(), "").unwrap();
        assert_eq!(approach.login(), &Login::External);
        logged_in(&access, by_reading).await.unwrap();
    }
}

#[tokio::test]
async fn a_broker_that_asks_for_a_certificate_and_gets_none_is_understood() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    for version in [&TLS12, &TLS13] {
        let server = Server::tls(&ours.sign("localhost", Valid::Now), Some(&theirs), &[version]).await;
        let access = access(&server, Tls::new().roots(ours.pem()));
        let (reading, writing) = (logged_in(&access, by_reading).await, logged_in(&access, by_writing).await);
        for error in [reading.unwrap_err(), writing.unwrap_err()] {
            assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Credentials, false), "{error:?}");
            assert!(error.to_string().contains("asks for a client certificate and got none"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_certificate_that_the_broker_does_not_accept_is_understood() {
    let (ours, theirs, others) = (Authority::new("ours"), Authority::new("theirs"), Authority::new("others"));
    let server = Server::tls(&ours.sign("localhost", Valid::Now), Some(&theirs), ALL_VERSIONS).await;
    for certified in [others.sign("client", Valid::Now), theirs.sign("client", Valid::Formerly)] {
        let (certificate, key) = certified.pems();
        let tls = Tls::new().roots(ours.pem()).identity(certificate, key);
        let error = logged_in(&access(&server, tls), by_reading).await.unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Credentials, false), "{error:?}");
        assert!(error.to_string().contains("does not accept the client's certificate"), "{error}");
    }
}
