//! Start, kill, freeze, thaw, stop, restart, drop.

use std::time::Duration;

use tidings_broker::Artemis;

use crate::stomp::Stomp;
use crate::support::{answers_amqp, bounded, connect, greet, is_alive, is_greeted};

#[tokio::test]
async fn the_shared_broker_is_one_and_answers() {
    let (one, other) = tokio::join!(bounded(tidings_broker::shared()), bounded(tidings_broker::shared()));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert!(std::ptr::eq(one, other));
    assert!(answers_amqp(one).await);
}

#[tokio::test]
async fn a_killed_broker_restarts_with_its_ports_and_data() {
    let broker = bounded(Artemis::start()).await.unwrap();
    let (url, pid) = (broker.amqp_url(), broker.pid().await.unwrap());
    Stomp::admin(broker.ports().stomp).await.send("kept", "before the crash").await.unwrap();

    bounded(broker.kill()).await.unwrap();
    assert!(!is_alive(pid));
    assert_eq!(broker.pid().await, None);

    bounded(broker.restart()).await.unwrap();
    assert_eq!(broker.amqp_url(), url);
    let body = Stomp::admin(broker.ports().stomp).await.receive("kept").await.unwrap();
    assert_eq!(body, "before the crash");
}

#[tokio::test]
async fn a_frozen_broker_answers_nobody_until_it_is_thawed() {
    let broker = bounded(Artemis::start()).await.unwrap();
    bounded(broker.freeze()).await.unwrap();
    // The kernel accepts the connection; the broker does not see it.
    let mut stream = connect(broker.ports().amqp).await;
    greet(&mut stream).await;
    assert!(!is_greeted(&mut stream, Duration::from_millis(300)).await);

    bounded(broker.thaw()).await.unwrap();
    assert!(is_greeted(&mut stream, Duration::from_secs(30)).await);
}

#[tokio::test]
async fn a_frozen_broker_can_be_killed_and_restarted() {
    let broker = bounded(Artemis::start()).await.unwrap();
    bounded(broker.freeze()).await.unwrap();
    bounded(broker.kill()).await.unwrap();
    bounded(broker.restart()).await.unwrap();
    assert!(answers_amqp(&broker).await);
}

#[tokio::test]
async fn a_running_or_frozen_broker_is_shut_down_before_it_restarts() {
    let broker = bounded(Artemis::start()).await.unwrap();
    let pid = broker.pid().await.unwrap();
    bounded(broker.freeze()).await.unwrap();
    bounded(broker.restart()).await.unwrap();
    assert!(!is_alive(pid));
    // AMQ221002: stopped in order.
    assert!(broker.log().await.contains("AMQ221002"), "{}", broker.log().await);
}

#[tokio::test]
async fn a_stopped_broker_says_that_it_does_not_run() {
    let broker = bounded(Artemis::start()).await.unwrap();
    bounded(broker.stop()).await.unwrap();
    for refused in [broker.kill().await, broker.freeze().await, broker.thaw().await, broker.stop().await] {
        assert_eq!(refused.unwrap_err().to_string(), "the broker does not run");
    }
}

#[tokio::test]
async fn two_brokers_share_neither_ports_nor_data() {
    let (one, other) = tokio::join!(bounded(Artemis::start()), bounded(Artemis::start()));
    let (one, other) = (one.unwrap(), other.unwrap());
    bounded(one.kill()).await.unwrap();
    assert!(answers_amqp(&other).await);
    assert_ne!(one.directory(), other.directory());
}

#[tokio::test]
async fn a_dropped_broker_leaves_neither_process_nor_files() {
    let broker = bounded(Artemis::start()).await.unwrap();
    let (pid, directory) = (broker.pid().await.unwrap(), broker.directory().unwrap().to_owned());
    assert!(directory.join("etc/broker.xml").is_file());
    drop(broker);
    assert!(!is_alive(pid));
    assert!(!directory.exists());
}
