//! A start that cannot succeed says why.

use std::time::Duration;

use tidings_broker::shared;
use tidings_core::ErrorKind;
use tidings_provider_tests::support::*;
use tidings_stomp::codec::{Command, Frame};
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::{
    common::STOMP,
    fake::{Fake, Reply},
};

#[tokio::test]
async fn a_port_that_speaks_only_amqp_is_named_as_a_possibility() {
    let broker = shared().await.unwrap();
    let mut limits = limits();
    limits.start_timeout = Duration::from_secs(6);
    let Err(error) = STOMP.connect_to(&STOMP.local(broker.ports().amqp), limits).await else { panic!("it connected") };
    assert!(error.to_string().contains("STOMP port"), "{error}");
}

#[tokio::test]
async fn an_answer_in_amqp_fails_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = STOMP.local(listener.local_addr().unwrap().port());
    let serving = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"AMQP\x03\x01\x00\x00\x00\x00\x00\x10").await.unwrap();
        std::future::pending::<()>().await;
    };
    let begun = tokio::time::Instant::now();
    let error = tokio::select! {
        connected = STOMP.connect_to(&url, limits()) => connected.map(|_| ()).unwrap_err(),
        () = serving => panic!("the server ended"),
    };
    assert_eq!(error.kind(), ErrorKind::Protocol, "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(5) && error.to_string().contains("STOMP port"), "{error}");
}

#[tokio::test]
async fn a_server_of_an_older_version_fails_at_once_and_says_which() {
    let fake = Fake::answering(|_| {
        let words = Frame::new(Command::Error).with_header("message", "AMQ339002 Stomp versions not supported 1.2");
        Reply::Hang(vec![words])
    })
    .await;
    let Err(error) = STOMP.connect_to(&fake.url(), limits()).await else { panic!("it connected") };
    assert_eq!(error.kind(), ErrorKind::Protocol, "{error:?}");
    assert!(error.to_string().contains("STOMP 1.2") && !format!("{error:?}").contains("topsecret"), "{error}");

    let old = Frame::new(Command::Connected).with_header("version", "1.1");
    let fake = Fake::answering(move |_| Reply::Say(vec![old.clone()])).await;
    let Err(error) = STOMP.connect_to(&fake.url(), limits()).await else { panic!("it connected") };
    assert_eq!(error.kind(), ErrorKind::Protocol, "{error:?}");
    assert!(error.to_string().contains("1.1"), "{error}");
}

#[tokio::test]
async fn a_server_that_hangs_up_on_the_login_is_tried_until_the_start_timeout() {
    let fake = Fake::answering(|_| Reply::Hang(Vec::new())).await;
    let mut limits = limits();
    limits.start_timeout = Duration::from_secs(1);
    let Err(error) = STOMP.connect_to(&fake.url(), limits).await else { panic!("it connected") };
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    assert!(error.to_string().contains("closed the connection"), "{error}");
    assert!(fake.told(Command::Connect, 2).await.len() > 1, "it was tried again");
}
