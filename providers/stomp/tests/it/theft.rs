//! A queue of a listener's name that belongs to another address is left alone: STOMP itself would consume it.

use std::{future::poll_fn, sync::Arc};

use tidings_broker::{Artemis, Right, Rights};
use tidings_core::{
    ErrorKind,
    provider::{Claim, Connection, Receiver, Signal},
};
use tidings_provider_tests::{operator, support::*};

use crate::common::STOMP;

/// A broker with a queue full of events, and the claim of another event's listener of the same name.
async fn taken(broker: &Artemis) -> (Arc<dyn Connection>, Claim, Claim) {
    let connection = STOMP.connect(broker).await;
    let listener = unique("listener");
    let theirs = Claim::shared(event(&unique("event"), true), listener.as_str());
    let ours = Claim::shared(event(&unique("event"), true), listener.as_str());
    listen(&*connection, &theirs, 0).await.close().await;
    for n in 0..5 {
        send(&*connection, theirs.event_ref(), n.to_string()).await;
    }
    (connection, theirs, ours)
}

async fn all_there(broker: &Artemis, connection: &dyn Connection, theirs: &Claim) {
    operator::holds(broker, &theirs.queue(), 5).await;
    let mut listener = listen(connection, theirs, 10).await;
    for n in 0..5 {
        let incoming = listener.next().await;
        assert_eq!((text(&incoming), incoming.redelivered), (n.to_string(), false));
        listener.accept(incoming.token);
    }
}

#[tokio::test]
async fn a_subscription_to_the_queue_of_another_address_is_refused_with_both_names() {
    let broker = tidings_broker::shared().await.unwrap();
    let (connection, theirs, ours) = taken(broker).await;
    let Err(error) = within(connection.subscribe(&ours)).await else { panic!("it took another's queue") };
    let shown = error.to_string();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{shown}");
    for word in [theirs.address(), ours.address(), &*ours.queue(), "Qualified"] {
        assert!(shown.contains(word), "{word} in {shown}");
    }
    all_there(broker, &*connection, &theirs).await;
    close(&*connection).await;
}

#[tokio::test]
async fn who_may_not_look_leaves_at_the_first_event_of_another_address_and_takes_none() {
    let rights = Rights::all().without(Right::Manage);
    let broker = Artemis::builder().user("clerk", "clerk", rights).start().await.unwrap();
    let (connection, theirs, ours) = taken(&broker).await;
    // More often than the broker would try to give one event.
    for _ in 0..12 {
        let clerk = STOMP.connect_to(&STOMP.url_for(&broker, "clerk", "clerk"), limits()).await.unwrap();
        let mut receiver = within(clerk.subscribe(&ours)).await.unwrap().receiver;
        let error = end_of(&mut *receiver).await;
        let shown = error.to_string();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{shown}");
        for word in [theirs.address(), ours.address(), &*ours.queue(), "Qualified"] {
            assert!(shown.contains(word), "{word} in {shown}");
        }
        close(&*clerk).await;
    }
    all_there(&broker, &*connection, &theirs).await;
    close(&*connection).await;
}

/// Why nothing will ever come.
async fn end_of(receiver: &mut dyn Receiver) -> tidings_core::Error {
    receiver.grant(10);
    let mut batch = Vec::new();
    match within(poll_fn(|cx| receiver.poll_receive(cx, &mut batch))).await {
        Signal::Closed(error) => error,
        other => panic!("{other:?} with {} deliveries", batch.len()),
    }
}
