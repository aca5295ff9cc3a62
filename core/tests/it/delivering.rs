//! The way of one delivery: decode, `handle`, `around_handle`, listener, settle.

use std::{sync::Arc, time::Duration};

use tidings_core::{
    Result, ResultExt,
    delivery::{Delivery, Received},
    envelope::Envelope,
    event::{Event, EventInfo},
    listener::{BlockingListener, EventListener},
    pipeline::{EnvelopePipeline, HandleNext},
    provider::{Content, Settlement},
    registration::ListenerEntry,
    runtime::Runtime,
    subscription::{ListenerInfo, Subscription},
    testing::{Recorder, Script, To},
};

use crate::support::*;

struct Telling(Log);

impl EnvelopePipeline for Telling {
    fn handle(&self, _: &mut Envelope, listener: &ListenerInfo) -> Result {
        self.0.add(format!("handle for {}", listener.name()));
        Ok(())
    }

    async fn around_handle(&self, delivery: Delivery<'_>, next: HandleNext<'_>) -> Result {
        self.0.add(format!("around {}", delivery.envelope().event().name()));
        let result = next.run().await;
        self.0.add("back");
        result
    }
}

struct Listening(Log, Script);

impl EventListener<Order> for Listening {
    async fn on(&self, event: &Order, delivery: Delivery<'_>) -> Result {
        let at = (delivery.attempt(), delivery.redelivered(), delivery.listener().name().to_owned());
        self.0.add(format!("order {} {at:?}", event.order));
        quiet().await;
        assert!(self.1.queue("invoice").settled().is_empty(), "settled before it was handled");
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_delivery_goes_through_the_pipelines_to_the_listener_and_is_settled_only_then() {
    let (script, log) = (Script::new(), Log::default());
    let builder = over(&script).listen(orders(), Listening(log.clone(), script.clone()));
    let _manager = started(builder.pipeline("telling", 0, Telling(log.clone()))).await;
    let token = script.queue("invoice").push_event(order(7));
    assert_eq!(bounded(script.queue("invoice").settlements(1)).await, [(token, Settlement::Accept)]);
    let way = ["handle for invoice", "around order.placed", r#"order 7 (1, false, "invoice")"#, "back"];
    assert_eq!(log.all(), way);
    assert!(script.offers().is_empty());
}

/// Fails, panics or takes too long, by the number of the order.
struct Failing;

impl EventListener<Order> for Failing {
    async fn on(&self, event: &Order, _: Delivery<'_>) -> Result {
        match event.order {
            0 => Err("no".into()),
            1 => panic!("the listener panicked"),
            2 => std::future::pending().await,
            3 => Err("never").permanent(),
            _ => Ok(()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_a_panic_and_a_timeout_are_failed_attempts_and_the_next_event_is_handled() {
    let script = Script::new();
    let subscription = orders().timeout(Duration::from_secs(5));
    let _manager = started(over(&script).listen(subscription, Failing)).await;
    let queue = script.queue("invoice");
    for number in [0, 1, 2, 4] {
        queue.push_event(order(number));
    }
    let settled = bounded(queue.settlements(4)).await;
    assert!(settled.iter().all(|(_, how)| *how == Settlement::Accept));
    let copies = script.offers();
    assert_eq!(copies.len(), 3);
    for copy in copies {
        assert_eq!(*copy.to(), To::Queue("order.placed::invoice".into()));
        assert_eq!((copy.envelope().attempt(), copy.envelope().delay()), (2, Some(PAUSE)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_permanent_failure_is_dead_lettered_at_once() {
    let script = Script::new();
    let _manager = started(over(&script).listen(orders(), Failing)).await;
    script.queue("invoice").push_event(order(3));
    bounded(script.queue("invoice").settlements(1)).await;
    let offers = script.offers();
    assert_eq!(offers.len(), 1);
    assert_eq!(*offers[0].to(), To::DeadLetters("dead_letter.order.placed.invoice".into()));
    let note = offers[0].envelope().dead_letter().unwrap();
    assert_eq!((note.reason.as_str(), note.attempts), ("never", 1));
}

/// A blocking listener, as its attribute registers it.
struct Blocking;

impl tidings_core::Service for Blocking {
    fn recipe() -> Option<&'static tidings_core::Recipe<Self>> {
        const RECIPE: tidings_core::Recipe<Blocking> = tidings_core::Recipe::new(Vec::new, |_| Ok(Arc::new(Blocking)));
        Some(&RECIPE)
    }
}

impl BlockingListener<Order> for Blocking {
    fn on(&self, event: &Order, delivery: Delivery<'_>) -> Result {
        // Allowed on a thread for blocking work only.
        let publisher = delivery.publisher();
        tokio::runtime::Handle::current().block_on(publisher.send_event(Ping(event.order)))?;
        match event.order {
            0 => Err("no".into()),
            1 => panic!("the listener panicked"),
            _ => Ok(()),
        }
    }
}

impl tidings_core::registration::Listener for Blocking {
    fn entry() -> &'static ListenerEntry {
        static ENTRY: ListenerEntry = ListenerEntry::blocking::<Order, Blocking>(ListenerInfo::of::<Order>("blocking"));
        &ENTRY
    }
}

#[tokio::test]
async fn a_blocking_listener_runs_on_a_thread_of_its_own_and_fails_like_any_other() {
    let script = Script::new();
    let _manager = started(over(&script).listeners::<(Blocking,)>()).await;
    let queue = script.queue("blocking");
    for number in 0..3 {
        queue.push_event(order(number));
    }
    bounded(queue.settlements(3)).await;
    let sent = |to: &To| script.offers().iter().filter(|offer| offer.to() == to).count();
    assert_eq!(sent(&To::Address("ping".into())), 3);
    assert_eq!(sent(&To::Queue("order.placed::blocking".into())), 2);
}

#[tokio::test(start_paused = true)]
async fn one_at_a_time_in_the_order_of_the_queue_is_the_default() {
    let (script, gate) = (Script::new(), Gate::new());
    let _manager = started(over(&script).listen(orders(), gate.listener(|order: &Order| order.order))).await;
    (0..5).for_each(|number| {
        script.queue("invoice").push_event(order(number));
    });
    gate.open(5);
    assert_eq!(gate.began(5).await, [0, 1, 2, 3, 4]);
    assert_eq!(gate.most_at_a_time(), 1);
}

#[tokio::test(start_paused = true)]
async fn as_many_run_at_a_time_as_the_concurrency_says_and_never_more() {
    let (script, gate) = (Script::new(), Gate::new());
    let subscription = orders().concurrency(3);
    let _manager = started(over(&script).listen(subscription, gate.listener(|order: &Order| order.order))).await;
    (0..20).for_each(|number| {
        script.queue("invoice").push_event(order(number));
    });
    // Two settled deliveries open the credit.
    gate.open(2);
    gate.began(5).await;
    quiet().await;
    assert_eq!((gate.begun().len(), gate.most_at_a_time()), (5, 3));
    gate.open(15);
    bounded(script.queue("invoice").settlements(17)).await;
    assert_eq!(gate.most_at_a_time(), 3);
}

#[tokio::test(start_paused = true)]
async fn events_of_one_key_come_in_order_and_never_overlap_while_other_keys_go_on() {
    let (script, gate) = (Script::new(), Gate::new());
    let subscription = payments().concurrency(8);
    let _manager = started(over(&script).listen(subscription, gate.listener(|payment: &Payment| payment.number))).await;
    let queue = script.queue("ledger");
    // Opens the credit.
    for number in 100..104 {
        queue.push_event(payment("warm-up", number));
        gate.open(1);
        bounded(queue.settlements(number as usize - 99)).await;
    }
    // Tens are the customer's, ones the place in the customer's order.
    for number in [10, 11, 20, 12, 21, 30] {
        queue.push_event(payment(&(number / 10).to_string(), number));
    }
    let began = gate.began(4 + 3).await;
    assert_eq!(began[4..], [10, 20, 30]);
    gate.open(3);
    let began = gate.began(4 + 5).await;
    assert_eq!(began[7..], [11, 21]);
    quiet().await;
    assert_eq!(gate.at_work(), [11, 21]);
    gate.open(3);
    assert_eq!(gate.began(4 + 6).await[9..], [12]);
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_never_returns_stops_no_other() {
    let (script, gate, recorder) = (Script::new(), Gate::new(), Recorder::<Order>::new());
    let builder = over(&script).listen(orders(), gate.listener(|order: &Order| order.order));
    let _manager = started(builder.listen(Subscription::of::<Order>("audit"), recorder.listener())).await;
    script.queue("invoice").push_event(order(1));
    gate.began(1).await;
    (0..10).for_each(|number| {
        script.queue("audit").push_event(order(number));
    });
    assert_eq!(bounded(recorder.received(10)).await.unwrap().len(), 10);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_never_returns_leaves_the_rest_of_the_concurrency_to_others() {
    let (script, gate) = (Script::new(), Gate::new());
    let subscription = orders().concurrency(2);
    let _manager = started(over(&script).listen(subscription, gate.listener(|order: &Order| order.order))).await;
    let queue = script.queue("invoice");
    queue.push_event(order(0));
    gate.open(1);
    bounded(queue.settlements(1)).await;
    queue.push_event(order(1));
    gate.began(2).await;
    for number in 2..6 {
        queue.push_event(order(number));
        gate.began(number as usize + 1).await;
        // The semaphore is fair: the first that waits is let go, and the latest waits on.
        gate.open(1);
        bounded(queue.settlements(number as usize)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_of_this_process_is_handed_over_as_it_is() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    let sent: tidings_core::sending::SharedEnvelope = Arc::new(Envelope::typed(order(7), &Runtime::system()));
    script.queue("invoice").push(Content::Typed(sent.clone()));
    let received = bounded(recorder.received(1)).await.unwrap();
    assert_eq!(**received[0], order(7));
    assert!(std::ptr::eq(received[0].event(), sent.envelope().as_event::<Order>().unwrap()));
}

#[tokio::test(start_paused = true)]
async fn an_event_of_another_type_is_read_by_its_bytes() {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Foreign {
        order: u64,
        unknown: bool,
    }
    impl Event for Foreign {
        type Codec = tidings_core::codec::Json;
        fn info() -> &'static EventInfo {
            Order::info()
        }
    }
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    let sent = Arc::new(Envelope::typed(Foreign { order: 7, unknown: true }, &Runtime::system()));
    script.queue("invoice").push(Content::Typed(sent));
    assert_eq!(**bounded(recorder.received(1)).await.unwrap()[0], order(7));
}

#[tokio::test(start_paused = true)]
async fn a_listener_sees_attempt_redelivery_and_envelope() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    let queue = script.queue("invoice");
    queue.push_with(order(1), |head| {
        head.set_attempt(3);
        head.headers_mut().set("tenant", "a");
    });
    queue.push_again(Content::Typed(Arc::new(Envelope::typed(order(2), &Runtime::system()))));
    let received = bounded(recorder.received(2)).await.unwrap();
    let (first, second) = (received[0].delivery(), received[1].delivery());
    assert_eq!((first.attempt(), first.is_last_attempt(), first.redelivered()), (3, true, false));
    assert_eq!((first.envelope().get("tenant"), first.envelope().get("session")), (Some("a"), None));
    assert_eq!((second.attempt(), second.is_last_attempt(), second.redelivered()), (1, false, true));
}

#[tokio::test(start_paused = true)]
async fn a_listener_whose_concurrency_means_no_limit_starts() {
    let (_manager, script, recorder) = recording::<Order>(orders().concurrency(u32::MAX).prefetch(u32::MAX)).await;
    script.queue("invoice").push_event(order(1));
    assert_eq!(bounded(recorder.received(1)).await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_closure_owns_what_it_received_beyond_the_call() {
    let (script, kept) = (Script::new(), Arc::new(std::sync::Mutex::new(Vec::new())));
    let keeping = kept.clone();
    let listener = move |received: Received<Order>| {
        keeping.lock().unwrap().push(received);
        std::future::ready(Ok(()))
    };
    let manager = started(over(&script).listen(orders(), listener)).await;
    script.queue("invoice").push_event(order(7));
    bounded(script.queue("invoice").settlements(1)).await;
    shut(&manager).await;
    assert_eq!(kept.lock().unwrap()[0].order, 7);
}
