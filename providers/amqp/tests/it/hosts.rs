//! Of several hosts the one that serves is found, and another one when it is gone.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tidings_amqp::Amqp;
use tidings_broker::{Artemis, ArtemisCluster, ArtemisPair};
use tidings_core::{
    event::EventRef,
    provider::{Admission, Connection, Context, Outcome, Provider, Receipt, Target},
    runtime::Runtime,
};

use crate::support::*;

fn host(broker: &Artemis) -> String {
    format!("{}:{}", broker.host(), broker.ports().amqp)
}

async fn open(provider: Amqp) -> Arc<dyn Connection> {
    let mut limits = limits();
    // A switch may take some seconds, and no send shall fail for it.
    limits.send_timeout = BOUND;
    within(provider.connect(Context::new(Runtime::system(), limits))).await.unwrap()
}

/// Sends numbers and has their receipts.
fn offer(connection: &dyn Connection, event: &EventRef, numbers: std::ops::Range<u32>) -> Vec<Receipt> {
    let sender = connection.sender(&Target::Address(event.clone()));
    numbers.map(|n| sender.offer(parcel(event, n.to_string()), Admission::Wait)).collect()
}

async fn confirmed(receipts: Vec<Receipt>) {
    for receipt in receipts {
        let outcome = within(receipt).await;
        assert!(matches!(outcome, Outcome::Confirmed), "{outcome:?}");
    }
}

/// Takes until every number below `end` was seen.
async fn all(listener: &mut Listener, seen: &mut BTreeSet<u32>, end: u32) {
    while seen.len() < end as usize {
        seen.extend(listener.take().await.parse::<u32>());
    }
    assert_eq!(seen.last(), Some(&(end - 1)));
}

#[tokio::test]
async fn a_backup_goes_on_with_all_that_the_primary_had_and_hands_back() {
    let pair = ArtemisPair::start().await.unwrap();
    let connection = open(Amqp::connect(pair.primary().amqp_url()).backups([host(pair.backup())])).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 50).await;
    let mut seen = BTreeSet::new();

    let before = offer(&*connection, &event, 0..200);
    pair.primary().kill().await.unwrap();
    let during = offer(&*connection, &event, 200..300);
    pair.backup().listening().await.unwrap();
    confirmed(before).await;
    confirmed(during).await;
    all(&mut listener, &mut seen, 300).await;

    pair.primary().restart().await.unwrap();
    confirmed(offer(&*connection, &event, 300..400)).await;
    all(&mut listener, &mut seen, 400).await;
    close(&*connection).await;
}

#[tokio::test]
async fn a_start_finds_the_backup_that_has_taken_over() {
    let pair = ArtemisPair::start().await.unwrap();
    pair.primary().kill().await.unwrap();
    pair.backup().listening().await.unwrap();
    let url = format!("{},{}", pair.primary().amqp_url(), host(pair.backup()));
    let connection = open(Amqp::connect(url)).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 50).await;
    send(&*connection, &event, "here").await;
    assert_eq!(listener.take().await, "here");
    close(&*connection).await;
}

#[tokio::test]
async fn a_frozen_host_is_left_for_the_next() {
    let (frozen, well) = (Artemis::start().await.unwrap(), Artemis::start().await.unwrap());
    frozen.freeze().await.unwrap();
    let begun = tokio::time::Instant::now();
    let connection = open(Amqp::connect(frozen.amqp_url()).backups([host(&well)])).await;
    assert!(begun.elapsed() < limits().heartbeat * 2 + Duration::from_secs(2), "{:?}", begun.elapsed());
    close(&*connection).await;
    frozen.thaw().await.unwrap();
}

#[tokio::test]
async fn what_is_sent_to_one_node_of_a_cluster_is_heard_at_another() {
    let cluster = ArtemisCluster::start(2).await.unwrap();
    let [a, b] = cluster.brokers() else { panic!("two brokers") };
    let (event, claim) = durable();
    let (here, there) = (open(Amqp::connect(a.amqp_url())).await, open(Amqp::connect(b.amqp_url())).await);
    let mut listener = listen(&*there, &claim, 50).await;
    // Nodes tell each other of their queues a little later, and until then drop what no queue of theirs wants.
    within(async {
        loop {
            send(&*here, &event, "is anybody there?").await;
            if !listener.is_quiet().await {
                return;
            }
        }
    })
    .await;
    confirmed(offer(&*here, &event, 0..100)).await;
    all(&mut listener, &mut BTreeSet::new(), 100).await;
    close(&*here).await;
    close(&*there).await;
}

#[tokio::test]
async fn a_node_of_a_cluster_that_is_lost_is_replaced_and_its_events_come_back_with_it() {
    let cluster = ArtemisCluster::start(2).await.unwrap();
    let [a, b] = cluster.brokers() else { panic!("two brokers") };
    let (event, claim) = durable();
    let connection = open(Amqp::connect(a.amqp_url()).cluster([host(b)])).await;
    let mut listener = listen(&*connection, &claim, 50).await;
    let (mut seen, mut end) = (BTreeSet::new(), 100);
    confirmed(offer(&*connection, &event, 0..end)).await;
    all(&mut listener, &mut seen, end).await;
    // Chance has chosen one of them.
    for node in [a, b] {
        node.kill().await.unwrap();
        let receipts = offer(&*connection, &event, end..end + 100);
        end += 100;
        confirmed(receipts).await;
        node.restart().await.unwrap();
        all(&mut listener, &mut seen, end).await;
    }
    close(&*connection).await;
}
