//! What is larger than the limits ends neither the listener nor in nothing.

use tidings_broker::Artemis;
use tidings_core::provider::{Content, Limits};
use tidings_provider_tests::support::*;

use crate::{
    common::STOMP,
    raw::{Peer, to},
};

fn small() -> Limits {
    let mut limits = limits();
    limits.body_bytes = 100_000;
    limits
}

#[tokio::test]
async fn a_body_over_the_limit_is_unreadable_with_its_reason_and_the_next_one_is_handled() {
    let broker = tidings_broker::shared().await.unwrap();
    let connection = STOMP.connect_to(&STOMP.url(broker), small()).await.unwrap();
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let mut peer = Peer::open(broker).await;
    peer.ask(to(event.address()).with_text("x".repeat(100_001))).await;
    peer.ask(to(event.address()).with_text("next")).await;
    let incoming = listener.next().await;
    match &incoming.content {
        Content::Unreadable { reason, .. } => assert!(reason.contains("100001"), "{reason}"),
        _ => panic!("it was readable"),
    }
    listener.accept(incoming.token);
    assert_eq!(listener.take().await, "next");
    assert_eq!(listener.losses, 0);
    close(&*connection).await;
}

#[tokio::test]
async fn a_frame_too_large_to_be_read_ends_links_until_the_broker_keeps_it_and_others_are_handled() {
    let broker = Artemis::start().await.unwrap();
    let connection = STOMP.connect_to(&STOMP.url(&broker), small()).await.unwrap();
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    let mut health = connection.health();
    let mut peer = Peer::open(&broker).await;
    peer.ask(to(event.address()).with_header("persistent", "true").with_text("x".repeat(4_000_000))).await;
    peer.ask(to(event.address()).with_header("persistent", "true").with_text("next")).await;
    let unwell = async {
        let said = within(health.wait_for(|health| !health.is_up())).await.unwrap();
        assert!(format!("{said:?}").contains("bytes"), "{said:?}");
    };
    let (next, ()) = tokio::join!(listener.take(), unwell);
    assert_eq!(next, "next");
    let mut health = connection.health();
    within(health.wait_for(|health| health.is_up())).await.unwrap();
    close(&*connection).await;

    let roomy = STOMP.connect(&broker).await;
    let mut letters = within(roomy.dead_letters(&claim)).await.unwrap();
    let dead = within(letters.list(10)).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].envelope().body().unwrap().len(), 4_000_000);
    assert_eq!(dead[0].envelope().dead_letter().unwrap().reason, "broker");
    close(&*roomy).await;
}
