//! A start that cannot succeed says why, in time, and never shows the password.

use std::time::Duration;

use tidings_broker::{Artemis, Right, Rights, shared};
use tidings_core::{Error, ErrorKind, provider::Target};
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::support::*;

fn patient(start: u64) -> tidings_core::provider::Limits {
    let mut limits = limits();
    limits.start_timeout = Duration::from_secs(start);
    limits
}

async fn refused(url: &str, start: u64) -> Error {
    match connect_to(url, patient(start)).await {
        Ok(_) => panic!("it connected"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_wrong_password_fails_at_once_and_is_not_shown() {
    let broker = shared().await.unwrap();
    let begun = tokio::time::Instant::now();
    let error = refused(&broker.amqp_url_for("admin", "topsecret"), 20).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("admin") && shown.contains(&broker.ports().amqp.to_string()), "{shown}");
    assert!(!shown.contains("topsecret"), "{shown}");
}

#[tokio::test]
async fn a_broker_that_wants_a_login_refuses_an_anonymous_connection() {
    let broker = shared().await.unwrap();
    let error = refused(&format!("amqp://{}:{}", broker.host(), broker.ports().amqp), 20).await;
    assert!(matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::Credentials), "{error:?}");
    assert!(error.to_string().contains("anonymous"), "{error}");
}

#[tokio::test]
async fn a_port_of_another_protocol_that_answers_fails_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = async {
        let mut held = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await.unwrap();
            held.push(stream);
        }
    };
    let begun = tokio::time::Instant::now();
    let error = tokio::select! {
        error = refused_at(port) => error,
        () = serving => unreachable_serving(),
    };
    assert_eq!(error.kind(), ErrorKind::Protocol, "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(5) && error.to_string().contains(&port.to_string()), "{error}");
}

fn unreachable_serving() -> Error {
    panic!("the server ended")
}

async fn refused_at(port: u16) -> Error {
    refused(&format!("amqp://user:topsecret@127.0.0.1:{port}"), 20).await
}

#[tokio::test]
async fn a_closed_port_is_tried_until_the_start_timeout() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let begun = tokio::time::Instant::now();
    let error = refused(&format!("amqp://127.0.0.1:{port}"), 1).await;
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains(&port.to_string()), "{error}");
}

#[tokio::test]
async fn an_unknown_host_is_tried_until_the_start_timeout() {
    let error = refused("amqp://no-such-host.invalid", 1).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("no-such-host.invalid"), "{error}");
}

#[tokio::test]
async fn a_silent_port_ends_at_the_start_timeout_and_names_the_possibility() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = refused(&format!("amqp://127.0.0.1:{port}"), 6).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("STOMP") && error.to_string().contains(&port.to_string()), "{error}");
}

#[tokio::test]
async fn a_port_that_speaks_only_stomp_is_named_as_a_possibility() {
    let broker = shared().await.unwrap();
    let error = refused(&format!("amqp://admin:admin@127.0.0.1:{}", broker.ports().stomp), 6).await;
    assert!(error.to_string().contains("STOMP") || error.kind() == ErrorKind::Protocol, "{error}");
}

#[tokio::test]
async fn rights_that_are_missing_are_named_with_address_and_user() {
    let broker = Artemis::builder()
        .user("mute", "topsecret", Rights::all().without(Right::Send))
        .user("deaf", "topsecret", Rights::all().without(Right::Consume))
        .user("clerk", "topsecret", Rights::all().without(Right::Manage))
        .start()
        .await
        .unwrap();
    let (event, claim) = durable();
    let shows = |error: &Error, user: &str| {
        let shown = format!("{error} {error:?}");
        assert_eq!(error.kind(), ErrorKind::Unauthorized, "{shown}");
        assert!(shown.contains(user) && !shown.contains("topsecret"), "{shown}");
        shown
    };

    let mute = connect_to(&broker.amqp_url_for("mute", "topsecret"), patient(20)).await.unwrap();
    let error = within(mute.verify(&Target::Address(event.clone()))).await.unwrap_err();
    assert!(shows(&error, "mute").contains(event.address()));

    let deaf = connect_to(&broker.amqp_url_for("deaf", "topsecret"), patient(20)).await.unwrap();
    let error = within(deaf.subscribe(&claim)).await.map(|_| ()).unwrap_err();
    shows(&error, "deaf");

    // It listens all the same, to a queue that is made by attaching to it.
    let clerk = connect_to(&broker.amqp_url_for("clerk", "topsecret"), patient(20)).await.unwrap();
    let opened = within(clerk.subscribe(&claim)).await.unwrap();
    assert!(opened.notes.iter().any(|note| note.contains("`manage`")), "{:?}", opened.notes);
}
