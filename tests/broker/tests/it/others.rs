//! ActiveMQ Classic and RabbitMQ live as Artemis does.

use std::time::Duration;

use tidings_broker::{Classic, Control, RabbitMq};

use crate::stomp::Stomp;
use crate::support::{bounded, connect, is_alive};

const KEPT: &str = "/queue/kept";

/// What was confirmed is kept over an end by force, in a new queue too.
async fn survives_a_crash(broker: &Control, port: u16) {
    Stomp::admin(port).await.send(KEPT, "before the crash").await.unwrap();
    bounded(broker.flush()).await.unwrap();
    let pid = broker.pid().await.unwrap();
    bounded(broker.kill()).await.unwrap();
    assert!(!is_alive(pid));
    bounded(broker.restart()).await.unwrap();
    assert_eq!(Stomp::admin(port).await.receive(KEPT).await.unwrap(), "before the crash");
}

async fn answers_nobody_while_it_is_frozen(broker: &Control, port: u16) {
    bounded(broker.freeze()).await.unwrap();
    // The kernel accepts the connection; the broker does not see it.
    let mut stomp = Stomp::on(connect(port).await);
    assert_eq!(stomp.connect_within(Duration::from_millis(300)).await, None);
    bounded(broker.thaw()).await.unwrap();
    assert!(stomp.answer().await.starts_with("CONNECTED"));
}

/// Shuts it down in order, and starts it again.
async fn comes_back(broker: &Control, port: u16) {
    Stomp::admin(port).await.send(KEPT, "before the end").await.unwrap();
    bounded(broker.stop()).await.unwrap();
    assert_eq!(broker.kill().await.unwrap_err().to_string(), "the broker does not run");
    assert_eq!(broker.flush().await.unwrap_err().to_string(), "the broker does not run");
    bounded(broker.restart()).await.unwrap();
    assert_eq!(Stomp::admin(port).await.receive(KEPT).await.unwrap(), "before the end");
}

async fn lets_in_admin_alone(port: u16) {
    for wrong in [None, Some(("admin", "wrong")), Some(("nobody", "admin"))] {
        let refused = Stomp::login(port, wrong).await.err().unwrap();
        // Classic closes so soon behind its ERROR that the word is sometimes lost on the way.
        assert!(refused.is_empty() || refused.starts_with("ERROR"), "{refused}");
    }
    Stomp::admin(port).await;
}

async fn lives(broker: &Control, port: u16) {
    lets_in_admin_alone(port).await;
    survives_a_crash(broker, port).await;
    comes_back(broker, port).await;
    answers_nobody_while_it_is_frozen(broker, port).await;
}

#[tokio::test]
async fn a_classic_keeps_its_data_and_port_through_all_that_happens_to_it() {
    let broker = bounded(Classic::start()).await.unwrap();
    let port = broker.stomp_port();
    assert_eq!(broker.stomp_url(), format!("stomp://admin:admin@127.0.0.1:{port}"));
    assert_eq!(broker.stomp_url_for("a:b", "c"), format!("stomp://a%3Ab:c@127.0.0.1:{port}"));
    lives(&broker, port).await;

    let (pid, directory) = (broker.pid().await.unwrap(), broker.directory().unwrap().to_owned());
    drop(broker);
    assert!(!is_alive(pid) && !directory.exists());
}

#[tokio::test]
async fn a_rabbitmq_keeps_its_data_and_port_through_all_that_happens_to_it() {
    let broker = bounded(RabbitMq::start()).await.unwrap();
    let port = broker.stomp_port();
    assert_eq!(broker.stomp_url(), format!("stomp://admin:admin@127.0.0.1:{port}"));
    lives(&broker, port).await;

    let (pid, directory) = (broker.pid().await.unwrap(), broker.directory().unwrap().to_owned());
    drop(broker);
    assert!(!is_alive(pid) && !directory.exists());
}

#[tokio::test]
async fn a_classic_delays_what_asks_for_it() {
    let broker = bounded(Classic::shared()).await.unwrap();
    assert!(std::ptr::eq(broker, bounded(Classic::shared()).await.unwrap()));
    let mut stomp = Stomp::admin(broker.stomp_port()).await;
    let begin = tokio::time::Instant::now();
    stomp.send_with("/queue/late", "AMQ_SCHEDULED_DELAY:300\n", "late").await.unwrap();
    assert_eq!(stomp.receive("/queue/late").await.unwrap(), "late");
    assert!(begin.elapsed() >= Duration::from_millis(300), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn two_rabbitmqs_share_nothing() {
    let (one, other) = tokio::join!(bounded(RabbitMq::shared()), bounded(RabbitMq::start()));
    let (one, other) = (one.unwrap(), other.unwrap());
    Stomp::admin(other.stomp_port()).await.send("/queue/mine", "of the other").await.unwrap();
    Stomp::admin(one.stomp_port()).await.send("/queue/mine", "of the one").await.unwrap();
    bounded(other.kill()).await.unwrap();
    assert_eq!(Stomp::admin(one.stomp_port()).await.receive("/queue/mine").await.unwrap(), "of the one");
}
