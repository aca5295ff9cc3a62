//! A primary with its backup, and a cluster.

use tidings_broker::{Artemis, ArtemisCluster, ArtemisPair};

use crate::stomp::Stomp;
use crate::support::{answers_amqp, bounded, is_alive};

async fn send(broker: &Artemis, queue: &str, body: &str) {
    Stomp::admin(broker.ports().stomp).await.send(queue, body).await.unwrap();
}

async fn receive(broker: &Artemis, queue: &str) -> String {
    Stomp::admin(broker.ports().stomp).await.receive(queue).await.unwrap()
}

#[tokio::test]
async fn a_backup_takes_over_with_the_data_and_gives_it_back() {
    let pair = bounded(ArtemisPair::start()).await.unwrap();
    let (primary, backup) = (pair.primary(), pair.backup());
    assert_eq!(pair.amqp_urls(), [primary.amqp_url(), backup.amqp_url()]);
    assert_eq!(pair.stomp_urls(), [primary.stomp_url(), backup.stomp_url()]);
    assert!(tokio::net::TcpStream::connect(("127.0.0.1", backup.ports().amqp)).await.is_err());
    send(primary, "first", "one").await;
    send(primary, "second", "two").await;

    bounded(primary.kill()).await.unwrap();
    bounded(backup.listening()).await.unwrap();
    assert_eq!(receive(backup, "first").await, "one");

    bounded(primary.restart()).await.unwrap();
    assert_eq!(receive(primary, "second").await, "two");
    assert!(tokio::net::TcpStream::connect(("127.0.0.1", backup.ports().amqp)).await.is_err());

    // And once more, by a shutdown in order.
    bounded(primary.stop()).await.unwrap();
    bounded(backup.listening()).await.unwrap();
    assert!(answers_amqp(backup).await);
}

#[tokio::test]
async fn a_pair_leaves_neither_processes_nor_files() {
    let pair = bounded(ArtemisPair::start()).await.unwrap();
    let mut left = Vec::new();
    for broker in [pair.primary(), pair.backup()] {
        left.push((broker.pid().await.unwrap(), broker.directory().unwrap().to_owned()));
    }
    drop(pair);
    for (pid, directory) in left {
        assert!(!is_alive(pid) && !directory.exists());
    }
}

#[tokio::test]
async fn a_cluster_gives_messages_to_the_broker_that_has_the_consumer() {
    let cluster = bounded(ArtemisCluster::start(2)).await.unwrap();
    let [one, other] = cluster.brokers() else { panic!("not two") };
    assert_eq!(cluster.amqp_urls(), [one.amqp_url(), other.amqp_url()]);
    assert_eq!(cluster.stomp_urls(), [one.stomp_url(), other.stomp_url()]);
    send(one, "shared", "from the one").await;
    assert_eq!(receive(other, "shared").await, "from the one");

    // One that was killed comes back with what it kept, and gives that to the other too.
    send(one, "later", "kept by the one").await;
    bounded(one.kill()).await.unwrap();
    assert!(answers_amqp(other).await);
    bounded(one.restart()).await.unwrap();
    assert_eq!(receive(other, "later").await, "kept by the one");
}
