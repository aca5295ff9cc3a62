//! A broker whose users have no right too many: the rights of `docs/brokers.md`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tidings_broker::{
    Artemis, Builder, Error,
    Right::{self, Browse, Consume, CreateAddress, CreateDurableQueue, CreateNonDurableQueue, Manage, Send},
    Rights,
};
use tidings_core::{
    Failure,
    codec::Json,
    delivery::Received,
    error::BoxError,
    event::{Event, EventInfo},
    manager::EventManager,
    policy::{Backoff, Retry},
    provider::Provider,
    subscription::Subscription,
};
use tokio::{
    sync::{Notify, OnceCell, Semaphore},
    time::timeout,
};

pub(crate) const PASSWORD: &str = "secret";

/// User, pattern, rights.
type Grant = (&'static str, &'static str, &'static [Right]);

/// A publisher; a listener that may manage the broker; a worker, which is a listener that may not.
const APART: &[Grant] = &[
    ("publisher", "order.#", &[Send]),
    ("listener", "order.#", &[Consume, Send]),
    ("listener", "dead_letter.order.#", &[Consume, Browse, Send]),
    ("listener", "DLQ", &[Consume, Browse]),
    ("listener", "activemq.management.#", &[Send, Manage]),
    // The queue for answers of management: over STOMP, and over AMQP, where it has a random name.
    ("listener", "tidings.replies", &[CreateAddress, CreateNonDurableQueue, Consume, Send]),
    ("listener", "#", &[CreateAddress, CreateNonDurableQueue, Consume, Send]),
    ("worker", "order.#", &[Consume, Send, CreateAddress, CreateDurableQueue, CreateNonDurableQueue]),
    ("worker", "dead_letter.order.#", &[Consume, Browse, Send, CreateAddress, CreateDurableQueue]),
    ("worker", "tidings.replies", &[CreateAddress, CreateNonDurableQueue, Consume]),
    ("worker", "#", &[CreateAddress, CreateNonDurableQueue, Consume]),
];

/// One that is all of it, on every address.
const TOGETHER: &[Grant] = &[
    ("service", "activemq.management.#", &[Send, Manage]),
    ("service", "#", &[Consume, Browse, Send, CreateAddress, CreateNonDurableQueue]),
];

fn broker(users: &[&str], grants: &[Grant]) -> Builder {
    let broker = users.iter().fold(Artemis::builder(), |broker, user| broker.user(user, PASSWORD, Rights::none()));
    grants.iter().fold(broker, |broker, (user, pattern, rights)| {
        let rights = rights.iter().fold(Rights::none(), |rights, right| rights.with(*right));
        broker.rights_on(pattern, user, rights)
    })
}

/// A broker for `service`.
pub(crate) async fn start() -> Result<Artemis, Error> {
    broker(&["service"], TOGETHER).start().await
}

/// The one that the tests of a binary share.
pub(crate) async fn shared() -> Result<&'static Artemis, Error> {
    static BROKER: OnceCell<Result<Artemis, Error>> = OnceCell::const_new();
    BROKER.get_or_init(start).await.as_ref().map_err(Clone::clone)
}

/// Makes a provider for a user.
pub(crate) type For = fn(&Artemis, &str) -> Arc<dyn Provider>;

#[derive(Serialize, Deserialize)]
struct OrderPlaced {
    order: u64,
}

impl Event for OrderPlaced {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<OrderPlaced>("order.placed").durable();
        &INFO
    }
}

async fn within<T>(what: impl Future<Output = T>) -> Result<T, BoxError> {
    Ok(timeout(Duration::from_secs(40), what).await?)
}

/// One user listens: a first attempt fails and is tried again, another event is given up on. The other sends.
pub(crate) async fn an_event_is_handled_and_another_given_up_on(on: For, listener: &str) -> Result<(), BoxError> {
    let broker = broker(&["publisher", "listener", "worker"], APART).start().await?;
    let handled = Arc::new((AtomicU64::new(0), Notify::new()));
    let tell = handled.clone();
    let invoice = move |received: Received<OrderPlaced>| {
        let outcome = match (received.order, received.delivery().attempt()) {
            (1, 1) => Err("try again".into()),
            (1, attempt) => {
                tell.0.fetch_add(u64::from(attempt), Ordering::Relaxed);
                tell.1.notify_one();
                Ok(())
            }
            _ => Err(Failure::permanent("never")),
        };
        async move { outcome }
    };
    let quickly = Retry::default().attempts(3).backoff(Backoff::fixed(Duration::from_millis(10))).requeue();
    let listening = EventManager::builder()
        .provider(on(&broker, listener))
        .listen(Subscription::of::<OrderPlaced>("invoice").retry(quickly), invoice)
        .build()?;
    within(listening.start()).await??;

    let sending = EventManager::builder().provider(on(&broker, "publisher")).sends::<(OrderPlaced,)>().build()?;
    within(sending.start()).await??;
    for order in 1..=2 {
        within(sending.send_event(OrderPlaced { order })).await??;
    }
    within(handled.1.notified()).await?;
    assert_eq!(handled.0.load(Ordering::Relaxed), 2, "the attempt that succeeded");

    let mut dead_letters = within(listening.dead_letters("invoice")).await??;
    let listed = async {
        loop {
            if let Some(dead) = dead_letters.list(10).await?.pop() {
                return Ok::<_, BoxError>(dead);
            }
            tokio::task::yield_now().await;
        }
    };
    let dead = within(listed).await??;
    assert_eq!(dead.reason(), "never");
    assert!(within(dead_letters.discard(dead.id())).await??);
    within(sending.shutdown()).await??;
    within(listening.shutdown()).await??;
    Ok(())
}

#[derive(Serialize, Deserialize)]
struct OrderViewed;

impl Event for OrderViewed {
    type Codec = Json;

    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<OrderViewed>("order.viewed");
        &INFO
    }
}

/// Listeners of an event that is not durable, by a user who may make no queues for them: their first attempts fail, and
/// they try again, in place where their queue has no name to send a copy to.
pub(crate) async fn an_event_that_is_not_durable_is_tried_again(on: For) -> Result<(), BoxError> {
    let broker = broker(&["publisher", "listener", "worker"], APART).start().await?;
    let handled = Arc::new(Semaphore::new(0));
    let listener = || {
        let handled = handled.clone();
        move |received: Received<OrderViewed>| {
            let outcome = if received.delivery().attempt() == 1 { Err(Failure::new("try again")) } else { Ok(()) };
            handled.add_permits(usize::from(outcome.is_ok()));
            async move { outcome }
        }
    };
    let quickly = || Retry::default().attempts(3).backoff(Backoff::fixed(Duration::from_millis(10))).requeue();
    let of = |name| Subscription::of::<OrderViewed>(name).retry(quickly());
    let listening = EventManager::builder()
        .provider(on(&broker, "worker"))
        .server_name("s-1")
        .listen(of("cache").per_process(), listener())
        .listen(of("audit"), listener())
        .build()?;
    within(listening.start()).await??;

    let sending = EventManager::builder().provider(on(&broker, "publisher")).build()?;
    within(sending.start()).await??;
    within(sending.send_event(OrderViewed)).await??;
    within(handled.acquire_many(2)).await??.forget();
    assert!(listening.health().is_up(), "{:?}", listening.health());
    within(sending.shutdown()).await??;
    within(listening.shutdown()).await??;
    Ok(())
}

/// Runs the suite as the user that may do everything it needs, and each kind of user alone; `provider` makes a protocol's
/// provider for a user.
macro_rules! rights {
    ($provider:expr) => {
        fn on(broker: &tidings_broker::Artemis, user: &str) -> std::sync::Arc<dyn tidings_core::provider::Provider> {
            let provider = $provider;
            std::sync::Arc::new(provider(broker, user))
        }

        tidings_conformance::suite!(real::Real::<tidings_broker::Artemis> {
            shared: least::shared().await,
            start: || Box::pin(least::start()),
            on: |broker| on(broker, "service"),
        });

        #[tokio::test]
        async fn publisher_and_listener_need_no_more_than_their_rights() -> Result<(), tidings_core::error::BoxError> {
            least::an_event_is_handled_and_another_given_up_on(on, "listener").await
        }

        #[tokio::test]
        async fn a_durable_listener_needs_no_right_to_manage() -> Result<(), tidings_core::error::BoxError> {
            least::an_event_is_handled_and_another_given_up_on(on, "worker").await
        }

        #[tokio::test]
        async fn a_listener_that_is_not_durable_tries_again_without_the_right_to_manage()
        -> Result<(), tidings_core::error::BoxError> {
            least::an_event_that_is_not_durable_is_tried_again(on).await
        }
    };
}
pub(crate) use rights;
