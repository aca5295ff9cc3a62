//! A broker that dies and comes back loses nothing durable, whoever sent it and whoever listens.

use tidings_broker::Artemis;

use crate::support::{Listener, Order, Over, end, event, send_all, start, within};

const EACH: u64 = 20;

#[tokio::test]
async fn durable_events_of_both_outlive_a_crash_of_the_broker_and_reach_both() {
    event!(Here: durable);
    let broker = Artemis::start().await.unwrap_or_else(|missing| panic!("{missing}"));
    let mut listeners = Over::ALL.map(|over| (over, Listener::<Order<Here>>::new(&format!("invoice-{over:?}"))));
    for (over, listener) in &listeners {
        // Makes the queue, and leaves.
        end(start(over.on(&broker), |builder| builder.listen(listener.claim(), listener.ok(*over))).await).await;
    }
    let mut senders = Vec::new();
    for (n, over) in (0..).zip(Over::ALL) {
        let sender = start(over.on(&broker), |builder| builder).await;
        send_all(&sender, (n * EACH + 1..=(n + 1) * EACH).map(Order::<Here>::new)).await;
        senders.push(sender);
    }
    within("the crash", broker.kill()).await.unwrap();
    within("the restart", broker.restart()).await.unwrap();
    for (over, listener) in &mut listeners {
        // Whoever made the queue, the other protocol listens now.
        let over = over.other();
        let manager = start(over.on(&broker), |builder| builder.listen(listener.claim(), listener.ok(over))).await;
        let heard = listener.take(usize::try_from(2 * EACH).unwrap()).await;
        let numbers: Vec<_> = heard.iter().map(|heard| heard.event.n).collect();
        assert_eq!(numbers, (1..=2 * EACH).collect::<Vec<_>>());
        senders.push(manager);
    }
    for (n, sender) in (0..).zip(&senders[..2]) {
        // They come back by themselves.
        send_all(sender, [Order::<Here>::new(2 * EACH + 1 + n)]).await;
    }
    for (_, listener) in &mut listeners {
        let mut numbers: Vec<_> = listener.take(2).await.iter().map(|heard| heard.event.n).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [2 * EACH + 1, 2 * EACH + 2]);
    }
    for manager in senders {
        end(manager).await;
    }
}
