use std::time::Duration;

use tidings_core::{
    Result,
    codec::Json,
    delivery::Received,
    event::{Event, EventInfo},
    manager::EventManager,
    policy::{Backoff, Retry},
    provider::Split,
    subscription::Subscription,
    testing::{Script, To},
};
use tokio::time::timeout;

#[derive(serde::Serialize, serde::Deserialize)]
struct Moved {
    n: u32,
}

impl Event for Moved {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Moved>("moved");
        &INFO
    }
}

#[tokio::test(start_paused = true)]
async fn a_split_sends_through_the_first_and_keeps_retries_and_dead_letters_where_it_listens() {
    let (sending, listening) = (Script::new(), Script::new());
    let policy = Retry::DEFAULT.attempts(2).backoff(Backoff::fixed(Duration::ZERO));
    let manager = EventManager::builder()
        .provider(Split::new(sending.provider_named("out"), listening.provider_named("back")))
        .listeners::<()>()
        .listen(Subscription::of::<Moved>("mover").retry(policy), |moved: Received<Moved>| async move {
            Result::Err(format!("no room for {}", moved.n).into())
        })
        .build()
        .unwrap();
    let whole = async {
        manager.start().await.unwrap();
        manager.send_event(Moved { n: 1 }).await.unwrap();
        assert_eq!(sending.offers().len(), 1);
        assert_eq!(listening.offers().len(), 0);

        listening.queue("mover").push_event(Moved { n: 2 });
        listening.queue("mover").push_with(Moved { n: 3 }, |head| head.set_attempt(2));
        let copies = listening.offered(2).await;
        assert!(copies.iter().any(|copy| matches!(copy.to(), To::Queue(_))), "{copies:?}");
        assert!(copies.iter().any(|copy| matches!(copy.to(), To::DeadLetters(_))), "{copies:?}");
        assert_eq!(sending.offers().len(), 1);
        assert_eq!(manager.health().providers[0].0, "out/back");
        manager.shutdown().await.unwrap();
    };
    timeout(Duration::from_secs(60), whole).await.unwrap();
}
