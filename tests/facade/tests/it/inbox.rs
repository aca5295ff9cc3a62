//! What an inbox keeps from a listener, over the in-process provider.

use tidings::{prelude::*, runtime::Runtime, testing::TestHarness};

use crate::log::Log;

#[event(name = "inbox.placed")]
struct Placed(u64);

#[event_listener(Placed, manual, inbox = 100, retry(in_place))]
struct Careful(Arc<Log>);

impl EventListener<Placed> for Careful {
    async fn on(&self, event: &Placed, delivery: Delivery<'_>) -> Result {
        self.0.add(format!("{} {}", event.0, delivery.attempt()));
        if event.0 == 2 && delivery.attempt() == 1 { Err("once more".into()) } else { Ok(()) }
    }
}

#[tokio::test]
async fn an_event_that_is_sent_twice_under_its_id_is_handled_once_and_a_retry_is_not_taken_for_it() {
    let log = Arc::new(Log::default());
    let builder = EventManager::builder().provider(Local::new()).provide(log.clone()).listeners::<(Careful,)>();
    let harness = TestHarness::start(builder).await.unwrap();
    for number in [1, 2] {
        let envelope = Arc::new(Envelope::typed(Placed(number), &Runtime::system()));
        harness.manager().send(envelope.clone()).await.unwrap();
        harness.manager().send(envelope).await.unwrap();
    }
    harness.send(Placed(1)).await.unwrap();
    harness.settled().await.unwrap();
    assert_eq!(log.lines(), ["1 1", "2 1", "2 2", "1 1"]);
}
