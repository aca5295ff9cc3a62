//! A start that cannot succeed says why, in time, and never shows the password.

use std::time::Duration;

use tidings_broker::{Artemis, Right, Rights, shared};
use tidings_core::{
    Error, ErrorKind,
    provider::{Outcome, Target},
};
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::{Protocol, support::*};

fn patient(start: u64) -> tidings_core::provider::Limits {
    let mut limits = limits();
    limits.start_timeout = Duration::from_secs(start);
    limits
}

async fn refused(protocol: &Protocol, url: &str, start: u64) -> Error {
    match protocol.connect_to(url, patient(start)).await {
        Ok(_) => panic!("it connected"),
        Err(error) => error,
    }
}

pub async fn a_wrong_password_fails_at_once_and_is_not_shown(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let begun = tokio::time::Instant::now();
    let error = refused(protocol, &protocol.url_for(broker, "admin", "topsecret"), 20).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("admin") && shown.contains(&(protocol.port)(broker).to_string()), "{shown}");
    assert!(!shown.contains("topsecret"), "{shown}");
}

pub async fn a_broker_that_wants_a_login_refuses_an_anonymous_connection(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let error =
        refused(protocol, &format!("{}://{}:{}", protocol.scheme, broker.host(), (protocol.port)(broker)), 20).await;
    assert!(matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::Credentials), "{error:?}");
    assert!(error.to_string().contains("anonymous"), "{error}");
}

pub async fn a_port_of_another_protocol_that_answers_fails_at_once(protocol: &Protocol) {
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
        error = refused_at(protocol, port) => error,
        () = serving => unreachable_serving(),
    };
    assert_eq!(error.kind(), ErrorKind::Protocol, "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(5) && error.to_string().contains(&port.to_string()), "{error}");
}

fn unreachable_serving() -> Error {
    panic!("the server ended")
}

async fn refused_at(protocol: &Protocol, port: u16) -> Error {
    refused(protocol, &format!("{}://user:topsecret@127.0.0.1:{port}", protocol.scheme), 20).await
}

pub async fn a_closed_port_is_tried_until_the_start_timeout(protocol: &Protocol) {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let begun = tokio::time::Instant::now();
    let error = refused(protocol, &format!("{}://127.0.0.1:{port}", protocol.scheme), 1).await;
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains(&port.to_string()), "{error}");
}

pub async fn an_unknown_host_is_tried_until_the_start_timeout(protocol: &Protocol) {
    let error = refused(protocol, &format!("{}://no-such-host.invalid", protocol.scheme), 1).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("no-such-host.invalid"), "{error}");
}

pub async fn a_silent_port_ends_at_the_start_timeout_and_names_the_possibility(protocol: &Protocol) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = refused(protocol, &format!("{}://127.0.0.1:{port}", protocol.scheme), 6).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("STOMP") && error.to_string().contains(&port.to_string()), "{error}");
}

pub async fn rights_that_are_missing_are_named_with_address_and_user(protocol: &Protocol) {
    let broker = Artemis::builder()
        .user("mute", "topsecret", Rights::all().without(Right::Send))
        .user("deaf", "topsecret", Rights::all().without(Right::Consume))
        .user("clerk", "topsecret", Rights::all().without(Right::Manage))
        .start()
        .await
        .unwrap();
    let (event, claim) = durable();
    let shows = |error: &Error, user: &str, right: &str| {
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(user) && !shown.contains("topsecret"), "{shown}");
        if protocol.has_links {
            assert_eq!(error.kind(), ErrorKind::Unauthorized, "{shown}");
        } else {
            assert!(shown.contains(right), "{shown}");
        }
        shown
    };
    let enter = async |user: &str| {
        protocol.connect_to(&protocol.url_for(&broker, user, "topsecret"), patient(20)).await.unwrap()
    };

    let mute = enter("mute").await;
    let error = match within(mute.verify(&Target::Address(event.clone()))).await {
        Err(error) => error,
        Ok(()) => match send_all(&*mute, &Target::Address(event.clone()), [parcel(&event, "1")]).await.pop() {
            Some(Outcome::NotSent(error)) => error,
            other => panic!("{other:?}"),
        },
    };
    assert!(shows(&error, "", "`send`").contains(event.address()));

    let deaf = enter("deaf").await;
    let Err(error) = within(deaf.subscribe(&claim)).await else { panic!("it subscribed") };
    shows(&error, "deaf", "`consume`");

    // Whoever may not manage the broker is told so, and takes what attaching makes.
    let clerk = enter("clerk").await;
    let mut listener = listen(&*clerk, &claim, 1).await;
    assert!(listener.notes.iter().any(|note| note.contains("`manage`")), "{:?}", listener.notes);
    send(&*clerk, &event, "1").await;
    assert_eq!(listener.take().await, "1");
}
