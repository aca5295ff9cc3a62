//! A machine that stands still, as one does that is moved to another host: nobody runs, and the clocks go on.

use tidings_broker::Artemis;
use tidings_provider_tests::support::{limits, listen, send, volatile};

use crate::support::connect;

/// All that a connection of these tests does is done on this thread.
#[expect(clippy::disallowed_methods, reason = "there is no signal: the time in which nothing runs is the fault")]
fn stand_still() {
    std::thread::sleep(limits().heartbeat * 2);
}

#[tokio::test]
async fn a_machine_that_stood_still_keeps_its_connections() {
    let broker = Artemis::start().await.unwrap();
    let connection = connect(&broker).await;
    // What is not durable goes with its connection.
    let (event, claim) = volatile();
    let mut listener = listen(&*connection, &claim, 10).await;
    send(&*connection, &event, "{}").await;
    broker.freeze().await.unwrap();
    stand_still();
    broker.thaw().await.unwrap();
    assert_eq!(listener.take().await, "{}");
    send(&*connection, &event, "[]").await;
    assert_eq!((listener.take().await.as_str(), listener.losses), ("[]", 0));
}
