//! Dialling ends within its limit and says what was wrong.

use std::time::Duration;

use tidings_core::ErrorKind;
use tidings_wire::{
    dial::{Dial, Privacy, Tcp},
    url::Host,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const TCP: Tcp = Tcp::heartbeat(Duration::from_secs(10));
const LIMIT: Duration = Duration::from_secs(5);

#[tokio::test]
async fn an_open_port_is_reached_and_known_to_be_on_this_machine() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let host = Host::new("localhost", port);
    let (socket, accepted) = tokio::join!(TCP.dial(&host, LIMIT), listener.accept());
    let mut socket = socket.unwrap();
    assert_eq!(socket.privacy, Privacy::Loopback);
    accepted.unwrap().0.write_all(b"hi").await.unwrap();
    let mut read = [0; 2];
    tokio::time::timeout(LIMIT, socket.read.read_exact(&mut read)).await.unwrap().unwrap();
    assert_eq!(&read, b"hi");
}

#[tokio::test]
async fn a_closed_port_is_refused_by_name() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let error = TCP.dial(&Host::new("127.0.0.1", port), LIMIT).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Disconnected);
    assert!(error.is_retryable() && error.to_string().contains(&format!("127.0.0.1:{port}")), "{error}");
}

#[tokio::test]
async fn an_unknown_host_is_an_error_that_a_retry_may_cure() {
    let error = TCP.dial(&Host::new("no-such-host.invalid", 1), LIMIT).await.unwrap_err();
    assert!(error.is_retryable() && error.to_string().contains("no-such-host.invalid"), "{error}");
}
