//! What a broker should never say or do ends one link with a reason; nothing hangs, and nothing is lost.

use std::time::Duration;

use tidings_core::{
    ErrorKind,
    provider::{Outcome, Target},
};
use tidings_provider_tests::support::*;
use tidings_stomp::codec::{Command, Frame};

use crate::{
    common::STOMP,
    fake::{ARTEMIS, Fake, RABBIT, Reply, message, once, receipt},
};

/// A listener at a server that gives something odd to the first subscription, and a good message to the next one.
async fn comes_over(odd: impl Fn(&Frame) -> Reply + Send + Sync + 'static) {
    let first = once(Command::Subscribe, odd);
    let fake = Fake::start(RABBIT, move |frame| match first(frame) {
        Some(reply) => reply,
        None if frame.command == Command::Subscribe => {
            Reply::Say(receipt(frame).into_iter().chain([message(frame, 7)]).collect())
        }
        None => Reply::Say(receipt(frame)),
    })
    .await;
    let connection = STOMP.connect_to(&fake.url(), limits()).await.unwrap();
    let (_, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    assert_eq!(listener.take().await, "7");
    assert!(fake.told(Command::Subscribe, 2).await.len() > 1 && listener.losses > 0, "the link was lost");
    let acks = fake.told(Command::Ack, 1).await;
    assert_eq!(acks[0].header("id"), Some("7"));
    close(&*connection).await;
}

fn without(frame: &Frame, name: &str) -> Frame {
    let kept = frame.headers.iter().filter(|(header, _)| *header != name);
    let bare = Frame::new(frame.command).with_text(frame.body.clone());
    kept.fold(bare, |frame, (name, value)| frame.with_header(name, value))
}

#[tokio::test]
async fn a_message_without_the_header_to_settle_it_by_ends_its_link() {
    comes_over(|frame| Reply::Say([receipt(frame), vec![without(&message(frame, 1), "ack")]].concat())).await;
}

#[tokio::test]
async fn a_message_of_no_subscription_ends_its_link() {
    comes_over(|frame| Reply::Say([receipt(frame), vec![without(&message(frame, 1), "subscription")]].concat())).await;
}

#[tokio::test]
async fn a_frame_that_has_no_place_ends_its_link() {
    comes_over(|frame| Reply::Say([receipt(frame), vec![Frame::new(Command::Begin)]].concat())).await;
}

#[tokio::test]
async fn an_error_amid_a_subscription_ends_its_link() {
    let words = Frame::new(Command::Error).with_header("message", "disconnected by server");
    comes_over(move |frame| Reply::Hang([receipt(frame), vec![words.clone()]].concat())).await;
}

#[tokio::test]
async fn a_message_of_a_subscription_that_was_left_is_not_taken_for_one_of_now() {
    let fake = Fake::start(RABBIT, |frame| match frame.command {
        Command::Subscribe => {
            let stray = Frame::new(Command::Message).with_header("subscription", "other").with_header("ack", "0");
            Reply::Say([receipt(frame), vec![stray.with_text("stray"), message(frame, 1)]].concat())
        }
        _ => Reply::Say(receipt(frame)),
    })
    .await;
    let connection = STOMP.connect_to(&fake.url(), limits()).await.unwrap();
    let (_, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    assert_eq!(listener.take().await, "1");
    assert!(listener.is_quiet().await && listener.losses == 0);
    close(&*connection).await;
}

#[tokio::test]
async fn a_message_that_comes_before_the_subscription_is_confirmed_is_delivered() {
    let fake = Fake::start(RABBIT, |frame| match frame.command {
        Command::Subscribe => Reply::Say([vec![message(frame, 1)], receipt(frame)].concat()),
        _ => Reply::Say(receipt(frame)),
    })
    .await;
    let connection = STOMP.connect_to(&fake.url(), limits()).await.unwrap();
    let (_, claim) = durable();
    assert_eq!(listen(&*connection, &claim, 10).await.take().await, "1");
    close(&*connection).await;
}

#[tokio::test]
async fn a_subscription_that_is_never_confirmed_fails_in_time() {
    let fake = Fake::start(RABBIT, |frame| match frame.command {
        Command::Subscribe => Reply::Silence,
        _ => Reply::Say(receipt(frame)),
    })
    .await;
    let connection = STOMP.connect_to(&fake.url(), limits()).await.unwrap();
    let (_, claim) = durable();
    let Err(error) = within(connection.subscribe(&claim)).await else { panic!("it subscribed") };
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    assert!(error.to_string().contains(&claim.full_queue()), "{error}");
    close(&*connection).await;
}

#[tokio::test]
async fn an_error_that_names_nobody_among_pipelined_sends_fails_the_one_that_causes_it() {
    let fake = Fake::start(ARTEMIS, |frame| {
        let words = || Frame::new(Command::Error).with_header("message", "it does not like that");
        match &frame.body[..] {
            b"bad" => Reply::Hang(vec![words()]),
            _ => Reply::Say(receipt(frame)),
        }
    })
    .await;
    let connection = STOMP.connect_to(&fake.url(), limits()).await.unwrap();
    let (event, _) = durable();
    let bodies = (0..50).map(|n| if n == 20 { "bad".to_owned() } else { n.to_string() });
    let parcels: Vec<_> = bodies.map(|body| parcel(&event, body)).collect();
    let outcomes = send_all(&*connection, &Target::Address(event), parcels).await;
    for (n, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Outcome::Confirmed => assert_ne!(n, 20),
            Outcome::NotSent(error) | Outcome::Undecided(error) => {
                assert_eq!(n, 20, "{error}");
                assert!(format!("{error:?}").contains("does not like"), "{error:?}");
            }
            other => panic!("{n}: {other:?}"),
        }
    }
    assert!(connection.health().borrow().is_up());
    close(&*connection).await;
}

#[tokio::test]
async fn a_server_that_promises_a_heartbeat_and_falls_silent_is_left() {
    let fake = Fake::answering(|frame| match frame.command {
        Command::Connect => {
            let connected = Frame::new(Command::Connected).with_header("version", "1.2");
            Reply::Say(vec![connected.with_header("server", ARTEMIS).with_header("heart-beat", "500,500")])
        }
        _ => Reply::Say(receipt(frame)),
    })
    .await;
    let mut limits = limits();
    limits.heartbeat = Duration::from_secs(1);
    let connection = STOMP.connect_to(&fake.url(), limits).await.unwrap();
    let mut health = connection.health();
    let said = within(health.wait_for(|health| !health.is_up())).await.unwrap().clone();
    assert!(format!("{said:?}").contains("life"), "{said:?}");
    fake.told(Command::Connect, 2).await;
    close(&*connection).await;
}

#[tokio::test]
async fn receipts_that_never_come_leave_no_send_without_a_fate() {
    let fake = Fake::start(ARTEMIS, |frame| match frame.command {
        Command::Send => Reply::Say(Vec::new()),
        _ => Reply::Say(receipt(frame)),
    })
    .await;
    let connection = STOMP.connect_to(&fake.url(), limits()).await.unwrap();
    let (event, _) = durable();
    let sender = connection.sender(&Target::Address(event.clone()));
    let receipt = sender.offer(parcel(&event, "1"), tidings_core::provider::Admission::Wait);
    fake.told(Command::Send, 1).await;
    let error = within(connection.close(Duration::from_secs(1))).await.unwrap_err();
    assert!(error.to_string().contains(event.address()), "{error}");
    assert!(matches!(within(receipt).await, Outcome::Undecided(_)));
}
