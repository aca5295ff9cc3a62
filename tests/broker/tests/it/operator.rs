//! What an operator's tool asks is done by the broker, or refused in its words.

use tidings_broker::{Answer, Artemis};

use crate::stomp::Stomp;
use crate::support::bounded;

#[tokio::test]
async fn the_operator_looks_at_queues_empties_them_and_closes_connections() {
    let broker = bounded(Artemis::start()).await.unwrap();
    Stomp::admin(broker.ports().stomp).await.send("kept", "a body").await.unwrap();

    // It counts what it has confirmed in its own time.
    let counted = async { while broker.attribute_of("kept", "messageCount").await.unwrap().number() != Some(1) {} };
    bounded(counted).await;
    assert_eq!(broker.operate_on("kept", "removeAllMessages", "[]").await.unwrap(), Answer::Done("[1]".into()));
    let refused = broker.operate_on("nowhere", "removeAllMessages", "[]").await.unwrap();
    assert!(matches!(&refused, Answer::Refused(words) if words.contains("nowhere")), "{refused:?}");

    // This connection among them.
    assert_eq!(broker.operate("closeConnectionsForUser", "[\"admin\"]").await.unwrap(), Answer::Ended);
    bounded(broker.kill()).await.unwrap();
    let error = broker.operate("getStatus", "[]").await.unwrap_err().to_string();
    assert!(error.starts_with("the broker's management could not be asked"), "{error}");
}
