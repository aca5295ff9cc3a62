//! A start makes everything, or undoes what it made.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tidings_core::{
    ErrorKind, Lifecycle, Result,
    manager::Builder,
    subscription::Subscription,
    testing::{Recorder, Script},
};

use crate::support::*;

/// How often it was started, minus how often it was stopped.
#[derive(Default)]
struct Counted(AtomicUsize);

impl tidings_core::Service for Counted {}

impl Lifecycle for Counted {
    async fn start(&self) -> Result {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    async fn stop(&self) -> Result {
        self.0.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    }
}

struct Bench {
    one: Script,
    two: Script,
    service: Arc<Counted>,
    recorder: Recorder<Order>,
}

impl Bench {
    fn new() -> (Self, Builder) {
        let (one, two, service) = (Script::new(), Script::new(), Arc::new(Counted::default()));
        let recorder = Recorder::new();
        let builder = over(&one).provider_for::<(Payment,)>(two.provider_named("two"));
        let builder = builder.provide(service.clone()).lifecycle::<Counted>().sends::<(Ping,)>();
        let builder = builder.listen(orders(), recorder.listener());
        let builder = builder.listen(Subscription::of::<Order>("audit"), recorder.listener());
        (Self { one, two, service, recorder }, builder)
    }

    /// Whether nothing is left of a start.
    fn is_undone(&self) -> bool {
        self.one.connections() == self.one.closed()
            && self.two.connections() == self.two.closed()
            && self.service.0.load(Ordering::SeqCst) == 0
            && !self.one.queue("invoice").is_open()
            && !self.one.queue("audit").is_open()
    }
}

#[tokio::test(start_paused = true)]
async fn a_start_that_fails_is_undone_and_can_be_repeated() {
    let (bench, builder) = Bench::new();
    let manager = builder.build().unwrap();
    bench.two.fail_connect(ErrorKind::Credentials);
    assert_eq!(bounded(manager.start()).await.unwrap_err().kind(), ErrorKind::Credentials);
    assert!(bench.is_undone() && bench.one.connections() == 1);
    bench.one.refuse_subscribe("audit", ErrorKind::Unauthorized);
    assert_eq!(bounded(manager.start()).await.unwrap_err().kind(), ErrorKind::Unauthorized);
    assert!(bench.is_undone() && bench.one.connections() == 2);
    assert_eq!(given_back(bounded(manager.send_event(order(1))).await).1, ErrorKind::NotStarted);
    bench.one.permit_subscribe("audit");
    bounded(manager.start()).await.unwrap();
    assert!(manager.health().is_up());
    bench.one.queue("invoice").push_event(order(1));
    bounded(bench.recorder.received(1)).await.unwrap();
    bounded(manager.send_event(order(1))).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_right_to_send_that_is_missing_fails_the_start() {
    let (bench, builder) = Bench::new();
    let manager = builder.build().unwrap();
    bench.one.refuse_verify("ping", ErrorKind::Unauthorized);
    let error = bounded(manager.start()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(bench.is_undone());
}

#[tokio::test(start_paused = true)]
async fn what_the_program_sends_is_verified_by_a_start() {
    let (bench, builder) = Bench::new();
    let _manager = started(builder).await;
    assert_eq!((bench.one.verified(), bench.two.verified()), (vec!["ping".to_owned()], vec![]));
}

#[tokio::test(start_paused = true)]
async fn a_second_start_does_nothing() {
    let (bench, builder) = Bench::new();
    let manager = started(builder).await;
    bounded(manager.start()).await.unwrap();
    assert_eq!((bench.one.connections(), bench.service.0.load(Ordering::SeqCst)), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn starts_at_the_same_time_are_one() {
    let (bench, builder) = Bench::new();
    let manager = builder.build().unwrap();
    let (one, two) = tokio::join!(bounded(manager.start()), bounded(manager.start()));
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(bench.one.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn building_constructs_and_connects_nothing() {
    let (bench, builder) = Bench::new();
    let manager = builder.build().unwrap();
    assert_eq!((bench.one.connections(), bench.service.0.load(Ordering::SeqCst)), (0, 0));
    assert_eq!(manager.health().overall(), tidings_core::provider::Health::Starting);
    assert!(manager.subscriptions().is_empty());
}

#[tokio::test(start_paused = true)]
async fn no_listener_begins_before_every_queue_exists() {
    let (bench, builder) = Bench::new();
    let manager = builder.build().unwrap();
    // In the queue before anybody listens.
    bench.one.queue("invoice").push_event(order(1));
    bench.one.refuse_subscribe("audit", ErrorKind::Conflict);
    bounded(manager.start()).await.unwrap_err();
    quiet().await;
    assert_eq!((bench.recorder.count(), bench.one.queue("invoice").waiting()), (0, 1));
    bench.one.permit_subscribe("audit");
    bounded(manager.start()).await.unwrap();
    bounded(bench.recorder.received(1)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn several_managers_live_side_by_side() {
    let ((one, builder), (two, other)) = (Bench::new(), Bench::new());
    let (first, second) = (started(builder).await, started(other).await);
    bounded(first.send_event(order(1))).await.unwrap();
    assert_eq!((one.one.offers().len(), two.one.offers().len()), (1, 0));
    shut(&first).await;
    bounded(second.send_event(order(2))).await.unwrap();
    assert_eq!(two.one.offers().len(), 1);
}

#[test]
fn starting_outside_of_a_runtime_is_an_error_with_its_remedy() {
    let (_bench, builder) = Bench::new();
    let manager = builder.build().unwrap();
    let mut start = Box::pin(manager.start());
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match start.as_mut().poll(&mut cx) {
        std::task::Poll::Ready(Err(error)) => {
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.remedy().unwrap().contains("tokio"));
        }
        other => panic!("{other:?}"),
    }
}
