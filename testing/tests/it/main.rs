//! What the harness promises, over listeners made by hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    borrow::Cow,
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tidings_core::{
    Failure, Result, SendError,
    codec::Json,
    delivery::Received,
    event::{Event, EventInfo},
    manager::{Builder, EventManager},
    sending::BoxFuture,
    subscription::Subscription,
};
use tidings_testing::TestHarness;
use tokio::time::Instant;

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
struct Order {
    order: u64,
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
struct Invoiced(u64);

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
struct Payment {
    customer: String,
    number: u64,
}

macro_rules! event {
    ($event:ident, $info:expr, $key:expr) => {
        impl Event for $event {
            type Codec = Json;

            fn info() -> &'static EventInfo {
                static INFO: EventInfo = $info;
                &INFO
            }

            fn key(&self) -> Option<Cow<'_, str>> {
                let key: fn(&Self) -> Option<Cow<'_, str>> = $key;
                key(self)
            }
        }
    };
}

event!(Order, EventInfo::new::<Order>("order.placed").durable(), |_| None);
event!(Invoiced, EventInfo::new::<Invoiced>("order.invoiced"), |_| None);
event!(Payment, EventInfo::new::<Payment>("payment.made").keyed(), |payment| Some((&*payment.customer).into()));

type Handling = BoxFuture<'static, Result>;

fn nothing() -> Builder {
    EventManager::builder().listeners::<()>()
}

/// A listener that sends a further event for each order.
fn invoicing() -> Builder {
    let invoice = |received: Received<Order>| -> Handling {
        Box::pin(async move {
            let number = received.event().order;
            tokio::time::sleep(Duration::from_secs(60)).await;
            received.delivery().publisher().send_event(Invoiced(number)).await?;
            Ok(())
        })
    };
    let file = |_: Received<Invoiced>| -> Handling { Box::pin(async { Ok(()) }) };
    nothing().listen(Subscription::of::<Order>("invoice"), invoice).listen(Subscription::of::<Invoiced>("file"), file)
}

async fn started(builder: Builder) -> TestHarness {
    TestHarness::start(builder).await.unwrap()
}

#[tokio::test]
async fn it_settles_when_what_was_caused_is_over_too() {
    let harness = started(invoicing()).await;
    harness.send(Order { order: 1 }).await.unwrap();
    harness.send(Order { order: 2 }).await.unwrap();
    harness.settled().await.unwrap();
    let sent: Vec<_> = harness.sent::<Invoiced>().iter().map(|sent| sent.0).collect();
    assert_eq!((sent, harness.handled_by("file").len()), (vec![1, 2], 2));
    assert_eq!(harness.sent::<Order>()[1].order, 2);
    let causes = harness.sent::<Invoiced>()[0].envelope().causation_id().map(ToString::to_string);
    assert_eq!(causes, Some(harness.sent::<Order>()[0].envelope().id().to_string()));
    let ledger = harness.shutdown().await.unwrap();
    assert_eq!((ledger.sent().confirmed, ledger.deliveries().accepted), (4, 4));
}

#[tokio::test]
async fn the_clock_jumps_from_one_retry_to_the_next() {
    let harness = started(invoicing()).await;
    let begun = Instant::now();
    harness.fail_next_of("invoice", 4, "not yet");
    harness.send(Order { order: 1 }).await.unwrap();
    harness.settled().await.unwrap();
    let handled = harness.handled_by("invoice");
    assert_eq!((handled.len(), handled[0].attempt()), (1, 5));
    assert_eq!(handled[0].event::<Order>(), Some(&Order { order: 1 }));
    assert!(begun.elapsed() >= Duration::from_secs(60), "the listener's own wait, and the pauses");
    assert!(harness.dead_letters().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_retry_in_place_is_waited_for_with_all_that_waits_behind_it() {
    let calls = Arc::new(AtomicU32::new(0));
    let count = calls.clone();
    let listener = move |_: Received<Payment>| -> Handling {
        let call = count.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move { if call < 3 { Err("not yet".into()) } else { Ok(()) } })
    };
    let harness = started(nothing().listen(Subscription::of::<Payment>("ledger"), listener)).await;
    for number in 1..=3 {
        harness.send(Payment { customer: "ada".into(), number }).await.unwrap();
    }
    harness.settled().await.unwrap();
    let handled = harness.handled_by("ledger");
    let numbers: Vec<_> = handled.iter().map(|handled| handled.event::<Payment>().unwrap().number).collect();
    assert_eq!((numbers, calls.load(Ordering::SeqCst)), (vec![1, 2, 3], 6));
}

#[tokio::test]
async fn what_is_given_up_on_is_a_dead_letter_with_its_reason() {
    let harness = started(invoicing()).await;
    harness.fail_next_of("invoice", 1, Failure::permanent("no such customer"));
    harness.fail_next_of("file", 5, "disk full");
    harness.send(Order { order: 1 }).await.unwrap();
    harness.send(Order { order: 2 }).await.unwrap();
    harness.settled().await.unwrap();
    let letters = harness.dead_letters().await.unwrap();
    let reasons: Vec<_> = letters.iter().map(|letter| letter.reason()).collect();
    assert_eq!(reasons, ["disk full", "no such customer"]);
    assert_eq!(harness.handled_by("invoice").len(), 1);
}

#[tokio::test]
async fn a_delayed_event_is_waited_for() {
    let harness = started(invoicing()).await;
    harness.manager().compose(Order { order: 1 }).delay(Duration::from_secs(24 * 3600)).send().await.unwrap();
    harness.settled().await.unwrap();
    assert_eq!(harness.handled_by("file").len(), 1);
}

#[tokio::test]
async fn posted_and_untyped_events_are_seen_like_all_others() {
    let harness = started(invoicing()).await;
    harness.manager().post(Order { order: 1 });
    harness.manager().emit("order.placed", &Order { order: 2 }).await.unwrap();
    harness.settled().await.unwrap();
    let sent: Vec<_> = harness.sent::<Order>().iter().map(|order| order.order).collect();
    assert_eq!((sent, harness.handled_by("file").len()), (vec![1, 2], 2));
}

#[tokio::test]
async fn a_program_that_only_sends_is_tested_by_what_it_sent() {
    let harness = started(nothing()).await;
    harness.send(Order { order: 1 }).await.unwrap();
    harness.settled().await.unwrap();
    assert_eq!(harness.sent::<Order>().len(), 1);
}

#[tokio::test]
async fn what_never_ends_is_named_at_once() {
    let stuck = |_: Received<Order>| -> Handling { Box::pin(pending()) };
    let harness = started(nothing().listen(Subscription::of::<Order>("invoice"), stuck)).await;
    harness.send(Order { order: 1 }).await.unwrap();
    let error = harness.settled().await.unwrap_err().to_string();
    assert_eq!(error, "it never settles: 0 send(s) under way, 1 in flight at order.placed::invoice");
}

#[tokio::test]
async fn it_settles_at_once_when_nothing_is_under_way() {
    let harness = started(invoicing()).await;
    let begun = Instant::now();
    harness.settled().await.unwrap();
    assert_eq!(begun.elapsed(), Duration::ZERO);
    // And exactly then: the last thing that took time was the listener.
    harness.send(Order { order: 1 }).await.unwrap();
    harness.settled().await.unwrap();
    assert_eq!(begun.elapsed().as_secs(), 60);
}

#[tokio::test]
async fn the_brokers_that_a_program_names_are_not_asked() {
    let unreachable = tidings_core::testing::Script::new();
    let harness = started(invoicing().provider(unreachable.provider())).await;
    harness.send(Order { order: 1 }).await.unwrap();
    assert_eq!((unreachable.connections(), harness.sent::<Order>().len()), (0, 1));
}

#[tokio::test]
async fn a_refused_event_was_not_sent() {
    struct Refusing;
    impl tidings_core::pipeline::EnvelopePipeline for Refusing {
        fn send(&self, _: &mut tidings_core::envelope::Envelope) -> Result {
            Err("closed today".into())
        }
    }
    let harness = started(invoicing().pipeline("refusing", 0, Refusing)).await;
    let Err(SendError::NotSent(not_sent)) = harness.send(Order { order: 1 }).await else { panic!("it was sent") };
    assert_eq!(not_sent.value.order, 1);
    assert!(harness.sent::<Order>().is_empty());
}

#[test]
fn a_runtime_whose_clock_cannot_be_paused_is_refused_with_what_to_do() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build().unwrap();
    let Err(error) = runtime.block_on(TestHarness::start(nothing())) else { panic!("it started") };
    assert!(error.to_string().contains("use `#[tokio::test]` as it is"), "{error}");
}
