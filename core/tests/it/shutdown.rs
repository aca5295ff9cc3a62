//! How a manager ends: nothing is lost, and nothing holds it up for longer than the drain limit.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tidings_core::{
    ErrorKind, Failure, Lifecycle, Result,
    delivery::Received,
    ledger::Ledger,
    manager::{EventManager, ShutdownError},
    provider::Settlement,
    runtime::Task,
    testing::{Answer, Recorder, Script, Sent, Step},
};

use crate::support::*;

fn closing(manager: &EventManager) -> Task<Result<Ledger, ShutdownError>> {
    let manager = manager.clone();
    tidings_core::sending::spawn(async move { manager.shutdown().await })
}

async fn gated(concurrency: u32) -> (EventManager, Script, Gate) {
    let (script, gate) = (Script::new(), Gate::new());
    let subscription = orders().concurrency(concurrency);
    let manager = started(over(&script).listen(subscription, gate.listener(|order: &Order| order.order))).await;
    (manager, script, gate)
}

#[tokio::test(start_paused = true)]
async fn what_has_not_begun_is_returned_and_what_runs_is_finished_and_accepted() {
    let (manager, script, gate) = gated(1).await;
    let queue = script.queue("invoice");
    // Opens the credit.
    gate.open(2);
    (0..2).for_each(|number| {
        queue.push_event(order(number));
    });
    bounded(queue.settlements(2)).await;
    let running = queue.push_event(order(2));
    let waiting = [queue.push_event(order(3)), queue.push_event(order(4))];
    gate.began(3).await;
    bounded(queue.given(3)).await;
    let closed = closing(&manager);
    let settled = bounded(queue.settlements(4)).await;
    assert_eq!(settled[2..], waiting.map(|token| (token, Settlement::Return)));
    assert!(!closed.is_finished());
    gate.open(1);
    bounded(closed).await.unwrap().unwrap();
    assert_eq!(bounded(queue.settlements(5)).await[4], (running, Settlement::Accept));
    assert_eq!(gate.begun(), [0, 1, 2]);
    assert!(queue.steps().contains(&Step::Paused) && queue.steps().ends_with(&[Step::Closed]));
    assert!(!queue.is_open());
    assert_eq!((script.worked_off(), script.closed()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_handler_may_still_send_while_the_manager_shuts_down() {
    let (script, gate) = (Script::new(), Gate::new());
    let wait = gate.listener(|order: &Order| order.order);
    let listener = move |received: Received<Order>| {
        let publisher = received.delivery().publisher();
        let waited = wait(received);
        async move {
            waited.await?;
            Ok(publisher.send_event(Ping(1)).await?)
        }
    };
    let manager = started(over(&script).listen(orders(), listener)).await;
    script.queue("invoice").push_event(order(1));
    gate.began(1).await;
    let closed = closing(&manager);
    quiet().await;
    gate.open(1);
    bounded(closed).await.unwrap().unwrap();
    assert_eq!(script.offers().len(), 1);
    assert!(matches!(script.queue("invoice").settled()[..], [(_, Settlement::Accept)]));
}

#[tokio::test(start_paused = true)]
async fn copies_are_confirmed_before_the_queue_is_left() {
    let (manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::Copies, Answer::Leave);
    recorder.fail_next("no");
    let queue = script.queue("invoice");
    let token = queue.push_event(order(1));
    let copy = bounded(script.offered(1)).await.remove(0);
    let closed = closing(&manager);
    quiet().await;
    assert!(!closed.is_finished() && queue.settled().is_empty());
    copy.confirm();
    bounded(closed).await.unwrap().unwrap();
    assert_eq!(queue.settled(), [(token, Settlement::Accept)]);
}

#[tokio::test(start_paused = true)]
async fn what_waits_in_a_retry_or_for_its_dead_letter_is_returned() {
    let (manager, script, recorder) = recording::<Payment>(payments()).await;
    script.answer(Sent::DeadLetters, Answer::Refuse(ErrorKind::Full));
    recorder.fail_next("no");
    recorder.fail_next(Failure::permanent("never"));
    let queue = script.queue("ledger");
    let parked = queue.push_event(payment("a", 1));
    let held = queue.push_event(payment("b", 2));
    bounded(script.offered(1)).await;
    quiet().await;
    shut(&manager).await;
    assert_eq!(queue.settled(), [(parked, Settlement::Return), (held, Settlement::Return)]);
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_never_returns_ends_with_the_drain_limit_and_settles_nothing() {
    let (script, gate, other) = (Script::new(), Gate::new(), Recorder::<Payment>::new());
    let builder = over(&script).limits(|limits| limits.drain = Duration::from_secs(5));
    let builder = builder.listen(orders(), gate.listener(|order: &Order| order.order));
    let manager = started(builder.listen(payments(), other.listener())).await;
    script.queue("invoice").push_event(order(1));
    gate.began(1).await;
    let before = tokio::time::Instant::now();
    let error = bounded(manager.shutdown()).await.unwrap_err();
    assert_eq!(before.elapsed(), Duration::from_secs(5));
    assert_eq!(error.errors.iter().map(tidings_core::Error::kind).collect::<Vec<_>>(), [ErrorKind::Timeout]);
    assert!(error.errors[0].to_string().contains("invoice"), "{}", error.errors[0]);
    assert!(script.queue("invoice").settled().is_empty());
    assert!(script.queue("ledger").steps().ends_with(&[Step::Closed]), "the others end in order");
    assert_eq!(script.closed(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_second_shutdown_does_nothing_and_a_closed_manager_does_not_start_again() {
    let (manager, script, _gate) = gated(1).await;
    shut(&manager).await;
    shut(&manager).await;
    assert_eq!(script.closed(), 1);
    assert_eq!(bounded(manager.start()).await.unwrap_err().kind(), ErrorKind::Closed);
    assert!(!manager.health().is_up());
    let unstarted = over(&Script::new()).build().unwrap();
    shut(&unstarted).await;
    assert_eq!(bounded(unstarted.start()).await.unwrap_err().kind(), ErrorKind::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_that_was_dropped_halfway_is_finished_by_the_next() {
    let (manager, script, gate) = gated(1).await;
    script.queue("invoice").push_event(order(1));
    gate.began(1).await;
    assert!(tokio::time::timeout(Duration::from_secs(1), manager.shutdown()).await.is_err());
    assert_eq!(script.closed(), 0);
    gate.open(1);
    shut(&manager).await;
    assert_eq!(script.closed(), 1);
    assert_eq!(given_back(bounded(manager.send_event(order(1))).await).1, ErrorKind::Closed);
}

#[tokio::test(start_paused = true)]
async fn what_would_be_lost_with_the_process_is_handed_back() {
    let (manager, script, _gate) = gated(1).await;
    let event = tidings_core::envelope::Envelope::typed(order(7), &tidings_core::runtime::Runtime::system());
    script.keep_undelivered(Arc::new(event));
    let error = bounded(manager.shutdown()).await.unwrap_err();
    assert!(error.errors.is_empty());
    assert_eq!(error.undelivered[0].envelope().as_event::<Order>(), Some(&order(7)));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_cannot_be_closed_is_told_and_the_others_are_closed() {
    let (one, two) = (Script::new(), Script::new());
    let builder = over(&one).provider_for::<(Payment,)>(two.provider_named("two"));
    let manager = started(builder).await;
    two.fail_close(ErrorKind::Disconnected);
    let error = bounded(manager.shutdown()).await.unwrap_err();
    assert_eq!(error.errors.iter().map(tidings_core::Error::kind).collect::<Vec<_>>(), [ErrorKind::Disconnected]);
    assert_eq!((one.closed(), two.closed()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_drain_limit_without_end_is_no_panic() {
    let script = Script::new();
    let manager = started(over(&script).limits(|limits| limits.drain = Duration::MAX)).await;
    shut(&manager).await;
}

#[tokio::test(start_paused = true)]
async fn listeners_end_with_the_last_handle_of_their_manager() {
    let (manager, script, gate) = gated(1).await;
    let queue = script.queue("invoice");
    let running = queue.push_event(order(1));
    gate.began(1).await;
    drop(manager);
    gate.open(1);
    assert_eq!(bounded(queue.settlements(1)).await, [(running, Settlement::Accept)]);
    quiet().await;
    assert!(!queue.is_open());
}

/// Counts its starts and stops.
#[derive(Default)]
struct Counted {
    started: AtomicUsize,
    stopped: AtomicUsize,
}

impl tidings_core::Service for Counted {}

impl Lifecycle for Counted {
    async fn start(&self) -> Result {
        self.started.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    async fn stop(&self) -> Result {
        self.stopped.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn run_does_both_ends_also_when_the_program_fails_and_gives_what_it_said() {
    let (script, service) = (Script::new(), Arc::new(Counted::default()));
    let manager = over(&script).provide(service.clone()).lifecycle::<Counted>().build().unwrap();
    let value = bounded(manager.run(async |manager: EventManager| {
        manager.send_event(order(1)).await?;
        Ok::<_, Failure>(7)
    }));
    assert_eq!(value.await.unwrap(), 7);
    assert_eq!((script.offers().len(), script.closed(), service.stopped.load(Ordering::SeqCst)), (1, 1, 1));
    let script = Script::new();
    let manager = over(&script).build().unwrap();
    let failed = bounded(manager.run(async |_| Err::<(), _>("the program failed"))).await;
    assert_eq!(failed.unwrap_err().to_string(), "the program failed");
    assert_eq!(script.closed(), 1);
    let manager = over(&script).build().unwrap();
    script.fail_connect(ErrorKind::Credentials);
    assert!(bounded(manager.run(async |_| Ok::<(), Failure>(()))).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn services_are_stopped_last() {
    let (script, service, gate) = (Script::new(), Arc::new(Counted::default()), Gate::new());
    let builder = over(&script).provide(service.clone()).lifecycle::<Counted>();
    let manager = started(builder.listen(orders(), gate.listener(|order: &Order| order.order))).await;
    script.queue("invoice").push_event(order(1));
    gate.began(1).await;
    let closed = closing(&manager);
    quiet().await;
    assert_eq!(service.stopped.load(Ordering::SeqCst), 0);
    gate.open(1);
    bounded(closed).await.unwrap().unwrap();
    let counts = (service.started.load(Ordering::SeqCst), service.stopped.load(Ordering::SeqCst));
    assert_eq!(counts, (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_in_a_hurry_waits_for_no_listener_and_says_what_was_not_finished() {
    let (manager, script, gate) = gated(1).await;
    script.queue("invoice").push_event(order(1));
    gate.began(1).await;
    let begun = tokio::time::Instant::now();
    let error = bounded(manager.shutdown_now()).await.unwrap_err();
    assert_eq!(error.errors.iter().map(tidings_core::Error::kind).collect::<Vec<_>>(), [ErrorKind::Timeout]);
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!((script.closed(), script.queue("invoice").settled()), (1, vec![]));
    assert!(!script.queue("invoice").is_open() && manager.ledger().check().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_under_way_is_cut_short_and_its_caller_is_told() {
    let (manager, script, gate) = gated(1).await;
    let event = tidings_core::envelope::Envelope::typed(order(7), &tidings_core::runtime::Runtime::system());
    script.keep_undelivered(Arc::new(event));
    script.queue("invoice").push_event(order(1));
    gate.began(1).await;
    let closed = closing(&manager);
    pass(Duration::from_secs(5)).await;
    assert!(!closed.is_finished());
    let begun = tokio::time::Instant::now();
    let errors = [bounded(manager.shutdown_now()).await.unwrap_err(), bounded(closed).await.unwrap().unwrap_err()];
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    for error in &errors {
        assert_eq!((error.errors.len(), error.undelivered.len()), (1, 1));
    }
    assert_eq!(format!("{:?}", errors[0]), format!("{:?}", errors[1]));
    assert!(Arc::ptr_eq(&errors[0].undelivered[0], &errors[1].undelivered[0]), "it is the same event, to be kept once");
}

#[tokio::test(start_paused = true)]
async fn what_a_dropped_shutdown_did_not_finish_is_told_to_the_next_one_who_asks() {
    let (manager, script, gate) = gated(1).await;
    script.queue("invoice").push_event(order(1));
    gate.began(1).await;
    let closed = closing(&manager);
    pass(Duration::from_secs(5)).await;
    closed.abort();
    let error = bounded(manager.shutdown_now()).await.unwrap_err();
    assert_eq!(error.errors.iter().map(tidings_core::Error::kind).collect::<Vec<_>>(), [ErrorKind::Timeout]);
    let again = bounded(manager.shutdown()).await.unwrap_err();
    assert_eq!(format!("{again:?}"), format!("{error:?}"));
}

#[tokio::test(start_paused = true)]
async fn what_ends_in_a_moment_is_finished_even_in_a_hurry() {
    let (manager, script, gate) = gated(1).await;
    let running = script.queue("invoice").push_event(order(1));
    gate.began(1).await;
    gate.open(1);
    bounded(manager.shutdown_now()).await.unwrap();
    assert_eq!(script.queue("invoice").settled(), [(running, Settlement::Accept)]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_hook_that_never_ends_does_not_hold_up_a_shutdown_in_a_hurry() {
    struct Stuck;
    impl tidings_core::Service for Stuck {}
    impl Lifecycle for Stuck {
        async fn stop(&self) -> Result {
            std::future::pending().await
        }
    }
    let script = Script::new();
    let manager = started(over(&script).provide(Arc::new(Stuck)).lifecycle::<Stuck>()).await;
    let begun = tokio::time::Instant::now();
    let error = bounded(manager.shutdown_now()).await.unwrap_err();
    assert!(error.errors[0].to_string().contains("stop the services"), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(1) && script.closed() == 1);
}
