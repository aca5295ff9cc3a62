//! What holds of keys when connections are lost and come back.

use tidings_broker::Artemis;
use tidings_process_tests::{Deed, Verdict};
use tidings_provider_tests::operator;

use crate::support::{Over, PAIRS, Stage};

const KEYS: u64 = 12;
const ALL: usize = 400;

/// How a connection is lost.
#[derive(Clone, Copy, Debug)]
enum Loss {
    /// Management closes it.
    Forced,
    /// The broker is killed, and comes back.
    Crash,
}

impl Loss {
    async fn happens(self, stage: &Stage<'_>) {
        match self {
            Self::Forced => {
                let address = format!("[\"{}\"]", stage.event);
                operator::manage(stage.broker, "closeConsumerConnectionsForAddress", &address).await;
            }
            Self::Crash => {
                stage.broker.kill().await.unwrap();
                stage.broker.restart().await.unwrap();
            }
        }
    }
}

/// What came of a backlog whose listeners lost their connections three times.
async fn judged(broker: &Artemis, loss: Loss, members: &[Over]) -> Verdict {
    let stage = Stage::new(broker, true);
    let mut publisher = stage.publisher("publisher", Over::Amqp, KEYS, 0, 0).await;
    let mut listening = Vec::new();
    for (n, over) in members.iter().enumerate() {
        let mut listen = stage.listens(&format!("member {n}"), *over);
        listen.work_ms = 5;
        listening.push(stage.listen(listen).await);
    }
    stage.send(&mut publisher, u64::try_from(ALL).unwrap()).await;
    publisher.leave().await;
    for handled in [60, 140, 220] {
        stage.handled(handled).await;
        loss.happens(&stage).await;
    }
    stage.handled(ALL).await;
    for member in listening {
        member.leave().await;
    }
    let verdict = stage.history().judge();
    assert_eq!(verdict.handled, stage.history().numbers(Deed::Sent));
    eprintln!(
        "{loss:?} {members:?}: {} repeats, {} rewinds, overlaps {:?}, behind {:?}",
        verdict.repeats, verdict.rewinds, verdict.overlaps, verdict.behind
    );
    verdict
}

async fn one_process_keeps_order(broker: &Artemis, loss: Loss) {
    for over in [Over::Amqp, Over::Stomp] {
        let verdict = judged(broker, loss, &[over]).await;
        assert!(verdict.overlaps.is_empty() && verdict.behind.is_empty(), "{over:?}: {verdict:?}");
    }
}

#[tokio::test]
async fn keys_keep_their_order_in_a_process_whose_connection_is_closed_by_force() {
    one_process_keeps_order(tidings_broker::shared().await.unwrap(), Loss::Forced).await;
}

#[tokio::test]
async fn keys_keep_their_order_in_a_process_whose_broker_crashes() {
    one_process_keeps_order(&Artemis::start().await.unwrap(), Loss::Crash).await;
}

#[tokio::test]
async fn nothing_is_lost_by_processes_whose_connections_are_closed_by_force() {
    for pair in PAIRS {
        judged(tidings_broker::shared().await.unwrap(), Loss::Forced, &pair).await;
    }
}

#[tokio::test]
async fn nothing_is_lost_by_processes_whose_broker_crashes() {
    let broker = Artemis::start().await.unwrap();
    for pair in PAIRS.into_iter().take(3) {
        judged(&broker, Loss::Crash, &pair).await;
    }
}
