//! Listeners that come and go while the manager runs.

use std::time::Duration;

use tidings_core::{
    ErrorKind, Result,
    delivery::{Delivery, Received},
    listener::EventListener,
    provider::Settlement,
    subscription::Subscription,
    testing::{Recorder, Script, Step},
};

use crate::support::*;

struct Silent;

impl EventListener<Order> for Silent {
    async fn on(&self, _: &Order, _: Delivery<'_>) -> Result {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_listener_comes_and_goes_while_the_manager_runs() {
    let (script, recorder) = (Script::new(), Recorder::<Order>::new());
    let manager = sending(&script).await;
    let closure = bounded(manager.subscribe(orders(), recorder.listener())).await.unwrap();
    let value = bounded(manager.subscribe(Subscription::of::<Order>("audit"), Silent)).await.unwrap();
    let known: Vec<_> = manager.subscriptions().into_iter().map(|(id, info)| (id, info.name().to_owned())).collect();
    assert_eq!(known, [(closure, "invoice".to_owned()), (value, "audit".to_owned())]);
    script.queue("invoice").push_event(order(1));
    bounded(recorder.received(1)).await.unwrap();
    assert!(bounded(manager.unsubscribe(closure)).await);
    assert!(!bounded(manager.unsubscribe(closure)).await);
    assert!(!script.queue("invoice").is_open() && script.queue("audit").is_open());
    assert_eq!(manager.subscriptions().len(), 1);
    assert_eq!(manager.health().listeners.len(), 1);
    // Its name is free again.
    bounded(manager.subscribe(orders(), recorder.listener())).await.unwrap();
    script.queue("invoice").push_event(order(2));
    bounded(recorder.received(2)).await.unwrap();
    shut(&manager).await;
    assert!(!script.queue("audit").is_open());
    assert!(!bounded(manager.unsubscribe(value)).await);
}

#[tokio::test(start_paused = true)]
async fn an_unsubscribed_listener_finishes_what_it_handles_and_returns_the_rest() {
    let (script, gate) = (Script::new(), Gate::new());
    let manager = sending(&script).await;
    let listener = gate.listener(|order: &Order| order.order);
    let id = bounded(manager.subscribe(orders().concurrency(1), listener)).await.unwrap();
    let queue = script.queue("invoice");
    gate.open(1);
    queue.push_event(order(0));
    bounded(queue.settlements(1)).await;
    let (running, waiting) = (queue.push_event(order(1)), queue.push_event(order(2)));
    bounded(queue.given(2)).await;
    gate.began(2).await;
    let ending = manager.clone();
    let ended = tidings_core::sending::spawn(async move { ending.unsubscribe(id).await });
    assert_eq!(bounded(queue.settlements(2)).await[1], (waiting, Settlement::Return));
    gate.open(1);
    assert!(bounded(ended).await.unwrap());
    assert_eq!(queue.settled()[2], (running, Settlement::Accept));
    assert_eq!(queue.steps().last(), Some(&Step::Closed));
}

async fn refused(subscription: Subscription) -> ErrorKind {
    let (manager, script, _recorder) = recording::<Order>(orders()).await;
    let error = bounded(manager.subscribe(subscription, Recorder::<Order>::new().listener())).await.unwrap_err();
    assert_eq!(manager.subscriptions().len(), 1);
    assert_eq!(script.connections(), 1);
    error.kind()
}

#[tokio::test(start_paused = true)]
async fn a_subscription_that_cannot_work_is_refused_before_anything_is_opened() {
    for name in ["", "a b", "a::b", "a*", "$sys", "activemq.x", "dead_letter.x", "a/b", "a%"] {
        assert_eq!(refused(Subscription::of::<Order>(name)).await, ErrorKind::Configuration, "{name:?}");
    }
    let audit = || Subscription::of::<Order>("audit");
    assert_eq!(refused(audit().concurrency(0)).await, ErrorKind::Configuration);
    assert_eq!(refused(audit().retry(retries(0))).await, ErrorKind::Configuration);
    assert_eq!(refused(audit().timeout(Duration::ZERO)).await, ErrorKind::Configuration);
    assert_eq!(refused(audit().per_process()).await, ErrorKind::Configuration);
    // Handed over with a listener of another event.
    assert_eq!(refused(Subscription::of::<Payment>("ledger")).await, ErrorKind::Configuration);
}

#[tokio::test(start_paused = true)]
async fn a_queue_or_dead_letter_name_that_is_taken_is_a_conflict() {
    let (script, recorder) = (Script::new(), Recorder::<Order>::new());
    let builder = over(&script).server_name("one").listen(orders(), recorder.listener());
    let manager = started(builder).await;
    for subscription in [orders(), orders().per_process()] {
        let error = bounded(manager.subscribe(subscription, recorder.listener())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_subscription_that_the_provider_refuses_leaves_nothing_and_can_be_repeated() {
    let (script, recorder) = (Script::new(), Recorder::<Order>::new());
    let manager = sending(&script).await;
    script.refuse_subscribe("invoice", ErrorKind::Unauthorized);
    let error = bounded(manager.subscribe(orders(), recorder.listener())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(manager.subscriptions().is_empty());
    script.permit_subscribe("invoice");
    bounded(manager.subscribe(orders(), recorder.listener())).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nothing_is_subscribed_before_the_start_or_after_the_shutdown() {
    let (script, recorder) = (Script::new(), Recorder::<Order>::new());
    let manager = over(&script).build().unwrap();
    let error = bounded(manager.subscribe(orders(), recorder.listener())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotStarted);
    bounded(manager.start()).await.unwrap();
    shut(&manager).await;
    let error = bounded(manager.subscribe(orders(), recorder.listener())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_unsubscribes_itself_is_accepted_and_gone() {
    let script = Script::new();
    let manager = sending(&script).await;
    let (own, id) = (manager.clone(), std::sync::Arc::new(tokio::sync::OnceCell::new()));
    let its = id.clone();
    let listener = move |_: Received<Order>| {
        let (manager, id) = (own.clone(), its.clone());
        async move {
            assert!(manager.unsubscribe(*id.get().ok_or("not yet known")?).await);
            Ok(())
        }
    };
    id.set(bounded(manager.subscribe(orders(), listener)).await.unwrap()).unwrap();
    let before = tokio::time::Instant::now();
    let token = script.queue("invoice").push_event(order(1));
    assert_eq!(bounded(script.queue("invoice").settlements(1)).await, [(token, Settlement::Accept)]);
    quiet().await;
    assert!(before.elapsed() < Duration::from_secs(1), "it waited for itself");
    assert!(manager.subscriptions().is_empty() && !script.queue("invoice").is_open());
}
