//! Queues are what their listeners need, or the start says what is in the way.

use tidings_broker::{Artemis, shared};
use tidings_core::{
    ErrorKind,
    provider::{Claim, Health},
};

use crate::{Protocol, support::*};

pub async fn a_queue_that_belongs_to_another_address_is_a_conflict_that_names_both(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (first, second) = (event(&unique("event"), true), event(&unique("event"), true));
    let listener = unique("listener");
    let _there = listen(&*connection, &Claim::shared(first.clone(), listener.as_str()), 1).await;
    let Err(error) = within(connection.subscribe(&Claim::shared(second.clone(), listener.as_str()))).await else {
        panic!("it took the queue of another address");
    };
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let shown = error.to_string();
    assert!(
        shown.contains(first.address()) && shown.contains(second.address()) && shown.contains("Qualified"),
        "{shown}"
    );
    close(&*connection).await;
}

pub async fn a_volatile_queue_becomes_durable_once_nobody_uses_it(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (name, listener) = (unique("event"), unique("listener"));
    let (before, after) = (event(&name, false), event(&name, true));
    let volatile = listen(&*connection, &Claim::shared(before, listener.as_str()), 1).await;
    let claim = Claim::shared(after.clone(), listener.as_str());
    let Err(error) = within(connection.subscribe(&claim)).await else { panic!("it is in use") };
    assert_eq!(error.kind(), ErrorKind::Conflict);
    volatile.close().await;
    let mut durable = listen(&*connection, &claim, 1).await;
    assert!(durable.notes.iter().any(|note| note.contains("made anew")), "{:?}", durable.notes);
    send(&*connection, &after, "1").await;
    assert_eq!(durable.take().await, "1");
    close(&*connection).await;
}

pub async fn a_backlog_of_a_durable_listener_waits_over_a_crash_of_the_broker(protocol: &Protocol) {
    let broker = Artemis::start().await.unwrap();
    let connection = protocol.connect(&broker).await;
    let (event, claim) = durable();
    listen(&*connection, &claim, 0).await.close().await;
    send(&*connection, &event, "1").await;
    close(&*connection).await;
    broker.kill().await.unwrap();
    broker.restart().await.unwrap();
    let connection = protocol.connect(&broker).await;
    assert_eq!(listen(&*connection, &claim, 1).await.take().await, "1");
    close(&*connection).await;
}

pub async fn queues_of_servers_that_went_are_reported_and_can_be_removed(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = durable();
    listen(&*connection, &claim.clone().for_server("gone"), 0).await.close().await;
    send(&*connection, &event, "1").await;
    let here = listen(&*connection, &claim.clone().for_server("here"), 0).await;
    let gone = claim.clone().for_server("gone");
    let note = here.notes.iter().find(|note| note.contains(&*gone.queue())).expect("it is reported");
    assert!(note.contains("1 events"), "{note}");
    within(connection.remove_queue(&gone.queue())).await.unwrap();
    let error = within(connection.remove_queue(&gone.queue())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    close(&*connection).await;
}

pub async fn a_volatile_queue_is_not_made_durable_by_a_copy_that_comes_late(protocol: &Protocol) {
    let connection = protocol.connect(shared().await.unwrap()).await;
    let (event, claim) = volatile();
    let listener = listen(&*connection, &claim, 1).await;
    let target = tidings_core::provider::Target::Queue(claim.clone());
    within(connection.verify(&target)).await.unwrap();
    listener.close().await;
    within(async {
        // The broker may take a moment to see that its consumer is gone.
        while let Err(error) = connection.remove_queue(&claim.queue()).await {
            assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        }
    })
    .await;
    let sender = connection.sender(&target);
    let mut receipt = sender.offer(parcel(&event, "late"), tidings_core::provider::Admission::Beside);
    let early = tokio::time::timeout(QUIET, &mut receipt).await;
    assert!(early.is_err() || !protocol.has_links, "there is no queue to send to: {early:?}");
    drop(receipt);
    let error = within(connection.remove_queue(&claim.queue())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "the copy made the queue anew");
    close(&*connection).await;
}

pub async fn a_server_name_that_is_used_twice_degrades_the_health_until_it_is_not(protocol: &Protocol) {
    let broker = shared().await.unwrap();
    let (first, second) = (protocol.connect(broker).await, protocol.connect(broker).await);
    let (_, claim) = durable();
    let claim = claim.for_server("twin");
    let _there = listen(&*first, &claim, 1).await;
    let too = listen(&*second, &claim, 1).await;
    let mut health = second.health();
    let complains = |health: &Health| matches!(health, Health::Degraded(why) if why.contains("twin"));
    within(health.wait_for(complains)).await.unwrap();
    close(&*first).await;
    within(health.wait_for(Health::is_up)).await.unwrap();
    drop(too);
    close(&*second).await;
}
