//! A program goes on at another host when its own is gone, over either protocol.

use std::collections::BTreeSet;

use tidings_broker::{ArtemisCluster, ArtemisPair};
use tidings_core::manager::{Builder, EventManager};

use crate::support::{Listener, Order, Over, Reach, Tag, end, event, send_all, start, within};

/// A switch may take some seconds: nothing gives up meanwhile.
fn patient(builder: Builder) -> Builder {
    builder.limits(|limits| {
        limits.heartbeat = std::time::Duration::from_secs(4);
        limits.send_timeout = std::time::Duration::from_secs(40);
        limits.start_timeout = std::time::Duration::from_secs(40);
    })
}

/// Sends ten from `first` on, hurts the broker meanwhile, and has them confirmed.
async fn send_while<T: Tag>(manager: &EventManager, first: u64, hurt: impl Future<Output = ()>) {
    tokio::join!(send_all(manager, (first..first + 10).map(Order::<T>::new)), hurt);
}

/// Everything below `end` was heard at least once.
async fn hears_all<T: Tag>(listener: &mut Listener<Order<T>>, heard: &mut BTreeSet<u64>, end: u64) {
    while (heard.len() as u64) < end {
        heard.insert(listener.next().await.event.n);
    }
    assert_eq!(heard.last(), Some(&(end - 1)));
}

#[tokio::test]
async fn both_go_on_at_the_backup_and_again_at_the_primary() {
    event!(Placed: durable);
    let pair = ArtemisPair::start().await.unwrap_or_else(|missing| panic!("{missing}"));
    for over in Over::ALL {
        let reach = Reach { backups: vec![over.host(pair.backup())], ..Reach::default() };
        let mut listener = Listener::<Order<Placed>>::new(&format!("invoice-{over:?}"));
        let provider = over.at(&over.url(pair.primary()), &reach);
        let manager = start(provider, |builder| patient(builder.listen(listener.claim(), listener.ok(over)))).await;
        let mut heard = BTreeSet::new();
        send_while::<Placed>(&manager, 0, async {}).await;
        hears_all(&mut listener, &mut heard, 10).await;
        let kill = async {
            pair.primary().kill().await.unwrap();
            pair.backup().listening().await.unwrap();
        };
        send_while::<Placed>(&manager, 10, kill).await;
        hears_all(&mut listener, &mut heard, 20).await;
        let restart = async {
            pair.primary().restart().await.unwrap();
            pair.primary().listening().await.unwrap();
        };
        send_while::<Placed>(&manager, 20, restart).await;
        hears_all(&mut listener, &mut heard, 30).await;
        end(manager).await;
    }
}

#[tokio::test]
async fn what_one_protocol_sends_to_one_node_the_other_hears_at_another() {
    event!(Placed: durable);
    let cluster = ArtemisCluster::start(2).await.unwrap_or_else(|missing| panic!("{missing}"));
    let [a, b] = cluster.brokers() else { panic!("two brokers") };
    for over in Over::ALL {
        let mut listener = Listener::<Order<Placed>>::new(&format!("invoice-{over:?}"));
        let hearing = start(over.on(b), |builder| builder.listen(listener.claim(), listener.ok(over))).await;
        let sending = start(over.other().on(a), |builder| builder).await;
        // Nodes tell each other of their queues a little later, and until then drop what no queue of theirs wants.
        within("the nodes", async {
            loop {
                send_all(&sending, [Order::<Placed>::new(0)]).await;
                if listener.comes_soon().await {
                    return;
                }
            }
        })
        .await;
        send_all(&sending, (1..50).map(Order::<Placed>::new)).await;
        hears_all(&mut listener, &mut BTreeSet::from([0]), 50).await;
        end(sending).await;
        end(hearing).await;
    }
}

#[tokio::test]
async fn both_go_on_at_another_node_when_theirs_is_lost() {
    event!(Placed: durable);
    let cluster = ArtemisCluster::start(2).await.unwrap_or_else(|missing| panic!("{missing}"));
    let [a, b] = cluster.brokers() else { panic!("two brokers") };
    for over in Over::ALL {
        let reach = Reach { cluster: vec![over.host(b)], ..Reach::default() };
        let mut listener = Listener::<Order<Placed>>::new(&format!("invoice-{over:?}"));
        let provider = over.at(&over.url(a), &reach);
        let manager = start(provider, |builder| patient(builder.listen(listener.claim(), listener.ok(over)))).await;
        let mut heard = BTreeSet::new();
        send_while::<Placed>(&manager, 0, async {}).await;
        hears_all(&mut listener, &mut heard, 10).await;
        // Chance has chosen one of them.
        for (n, node) in (1..).zip([a, b]) {
            send_while::<Placed>(&manager, n * 10, async { node.kill().await.unwrap() }).await;
            node.restart().await.unwrap();
            hears_all(&mut listener, &mut heard, (n + 1) * 10).await;
        }
        end(manager).await;
    }
}
