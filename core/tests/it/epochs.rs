//! What becomes of deliveries whose connection is lost.

use tidings_core::{
    ErrorKind,
    provider::{Health, Settlement},
    testing::{Answer, Script, Sent, Step},
};

use crate::support::*;

#[tokio::test(start_paused = true)]
async fn what_runs_while_its_epoch_ends_is_finished_and_settles_nothing() {
    let (script, gate) = (Script::new(), Gate::new());
    let _manager = started(over(&script).listen(orders(), gate.listener(|order: &Order| order.order))).await;
    let queue = script.queue("invoice");
    queue.push_event(order(1));
    gate.began(1).await;
    queue.lose();
    let again = queue.push_event(order(1));
    quiet().await;
    assert_eq!(gate.begun(), [1], "one at a time, across epochs too");
    gate.open(2);
    gate.began(2).await;
    assert_eq!(bounded(queue.settlements(1)).await, [(again, Settlement::Accept)]);
    assert!(!queue.steps().iter().any(|step| matches!(step, Step::Ignored(_))));
}

#[tokio::test(start_paused = true)]
async fn what_fails_after_its_epoch_ended_is_neither_copied_nor_settled() {
    let (script, gate) = (Script::new(), Gate::new());
    let wait = gate.listener(|order: &Order| order.order);
    let listener = move |received| {
        let waited = wait(received);
        async move {
            waited.await?;
            Err("no".into())
        }
    };
    let _manager = started(over(&script).listen(orders(), listener)).await;
    let queue = script.queue("invoice");
    queue.push_event(order(1));
    gate.began(1).await;
    queue.lose();
    quiet().await;
    gate.open(1);
    pass(PAUSE * 20).await;
    assert!(script.offers().is_empty());
    assert!(!queue.steps().iter().any(|step| matches!(step, Step::Settled(..) | Step::Ignored(_))));
}

#[tokio::test(start_paused = true)]
async fn every_epoch_begins_with_a_credit_of_one() {
    let (_manager, script, _recorder) = recording::<Order>(orders()).await;
    let queue = script.queue("invoice");
    for number in 0..4 {
        queue.push_event(order(number));
    }
    bounded(queue.settlements(4)).await;
    assert!(queue.credit() > 1);
    queue.lose();
    quiet().await;
    assert_eq!(queue.credit(), 1);
    queue.push_event(order(4));
    bounded(queue.settlements(5)).await;
    quiet().await;
    assert_eq!(queue.credit(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_waits_in_a_retry_when_its_epoch_ends_is_the_brokers_again() {
    let (_manager, script, recorder) = recording::<Payment>(payments()).await;
    let queue = script.queue("ledger");
    recorder.fail_next("no");
    queue.push_event(payment("a", 1));
    bounded(recorder.received(1)).await.unwrap();
    queue.lose();
    pass(PAUSE * 20).await;
    assert_eq!((recorder.count(), queue.settled()), (1, vec![]));
    // Given again, its key is free and its attempts in memory are forgotten.
    queue.push_event(payment("a", 1));
    assert_eq!(bounded(recorder.received(2)).await.unwrap()[1].delivery().attempt(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_is_confirmed_after_its_epoch_ended_accepts_nothing() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::Copies, Answer::Leave);
    recorder.fail_next("no");
    let queue = script.queue("invoice");
    queue.push_event(order(1));
    let copy = bounded(script.offered(1)).await.remove(0);
    queue.lose();
    quiet().await;
    copy.confirm();
    quiet().await;
    assert!(queue.settled().is_empty());
    queue.push_event(order(2));
    bounded(queue.settlements(1)).await;
}

#[tokio::test(start_paused = true)]
async fn a_key_stays_closed_while_its_attempt_of_a_lost_epoch_runs() {
    let (script, gate) = (Script::new(), Gate::new());
    let subscription = payments().concurrency(4);
    let _manager = started(over(&script).listen(subscription, gate.listener(|payment: &Payment| payment.number))).await;
    let queue = script.queue("ledger");
    queue.push_event(payment("a", 1));
    gate.began(1).await;
    queue.lose();
    queue.push_event(payment("a", 1));
    queue.push_event(payment("b", 2));
    assert_eq!(gate.began(2).await, [1, 2], "the other key goes on");
    gate.open(2);
    assert_eq!(gate.began(3).await, [1, 2, 1]);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_of_a_lost_epoch_that_never_returns_leaves_the_rest_of_the_concurrency_to_others() {
    let (script, gate) = (Script::new(), Gate::new());
    let subscription = orders().concurrency(2);
    let _manager = started(over(&script).listen(subscription, gate.listener(|order: &Order| order.order))).await;
    let queue = script.queue("invoice");
    queue.push_event(order(0));
    gate.began(1).await;
    for epoch in 1..4_usize {
        queue.lose();
        queue.push_event(order(epoch as u64));
        gate.began(epoch + 1).await;
        // Let go in the order in which they began: always the one of the epoch before.
        gate.open(1);
        quiet().await;
    }
    assert_eq!(gate.at_work(), [3]);
}

#[tokio::test(start_paused = true)]
async fn an_epoch_that_ends_during_a_shutdown_does_not_hold_it_up() {
    let (script, gate) = (Script::new(), Gate::new());
    let manager = started(over(&script).listen(orders(), gate.listener(|order: &Order| order.order))).await;
    let queue = script.queue("invoice");
    queue.push_event(order(1));
    gate.began(1).await;
    let closing = manager.clone();
    let closed = tidings_core::sending::spawn(async move { closing.shutdown().await });
    quiet().await;
    queue.lose();
    quiet().await;
    gate.open(1);
    bounded(closed).await.unwrap().unwrap();
    assert_eq!((queue.settled(), queue.steps().last()), (vec![], Some(&Step::Closed)));
    assert_eq!(queue.grants(), [1], "no credit while draining");
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_ends_for_good_is_told_by_health_and_stops_no_shutdown() {
    let (manager, script, _recorder) = recording::<Order>(orders()).await;
    script.queue("invoice").end(ErrorKind::Unauthorized);
    quiet().await;
    assert!(matches!(manager.health().overall(), Health::Down(why) if why.contains("not authorized")));
    shut(&manager).await;
}
