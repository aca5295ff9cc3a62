//! Copies and dead letters that cannot be written: nothing is accepted, nothing returned in a hot loop.

use std::time::Duration;

use tidings_core::{
    ErrorKind, Failure,
    policy::{Backoff, Retry},
    provider::{Health, Settlement},
    testing::{Answer, Sent, To},
};

use crate::support::*;

#[tokio::test(start_paused = true)]
async fn while_a_retry_cannot_be_written_the_delivery_is_retried_in_place() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::Copies, Answer::Refuse(ErrorKind::Full));
    recorder.fail_next("no");
    let queue = script.queue("invoice");
    let token = queue.push_event(order(1));
    bounded(recorder.received(1)).await.unwrap();
    quiet().await;
    assert_eq!(queue.unsettled(), [token]);
    let received = bounded(recorder.received(2)).await.unwrap();
    assert_eq!(received[1].delivery().attempt(), 2);
    assert_eq!(bounded(queue.settlements(1)).await, [(token, Settlement::Accept)]);
    assert_eq!(script.offers().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_copy_whose_fate_is_unknown_counts_as_not_written() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::Copies, Answer::Undecided(ErrorKind::Disconnected));
    recorder.fail_next("no");
    script.queue("invoice").push_event(order(1));
    assert_eq!(bounded(recorder.received(2)).await.unwrap()[1].delivery().attempt(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_is_never_confirmed_is_given_up_after_the_send_timeout() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::Copies, Answer::Leave);
    recorder.fail_next("no");
    script.queue("invoice").push_event(order(1));
    bounded(recorder.received(1)).await.unwrap();
    let before = tokio::time::Instant::now();
    bounded(recorder.received(2)).await.unwrap();
    assert_eq!(before.elapsed(), Duration::from_secs(10) + PAUSE);
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_that_cannot_be_written_is_held_never_accepted_and_tried_again() {
    let (manager, script, recorder) = recording::<Order>(orders().prefetch(8)).await;
    script.answer(Sent::DeadLetters, Answer::Refuse(ErrorKind::Full));
    recorder.fail_next(Failure::permanent("never"));
    let queue = script.queue("invoice");
    let token = queue.push_event(order(1));
    bounded(script.offered(5)).await;
    assert!(script.offers().iter().all(|offer| matches!(offer.to(), To::DeadLetters(_))));
    assert_eq!((queue.settled(), queue.unsettled()), (vec![], vec![token]));
    assert_eq!(recorder.count(), 1, "it is held, not handled again");
    quiet().await;
    let (of, health) = manager.health().listeners.remove(0);
    assert_eq!(of, "order.placed::invoice");
    assert!(matches!(&health, Health::Degraded(why) if why.contains("dead letters")), "{health:?}");
    // Others go on meanwhile.
    let next = queue.push_event(order(2));
    assert_eq!(bounded(queue.settlements(1)).await, [(next, Settlement::Accept)]);
    script.answer(Sent::DeadLetters, Answer::Confirm);
    assert_eq!(bounded(queue.settlements(2)).await[1], (token, Settlement::Accept));
    quiet().await;
    assert!(manager.health().is_up());
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_that_cannot_be_written_is_no_hot_loop_whatever_the_backoff() {
    let none = Retry::NONE.backoff(Backoff::fixed(Duration::ZERO));
    let (manager, script, recorder) = recording::<Order>(orders().retry(none)).await;
    script.answer(Sent::DeadLetters, Answer::Refuse(ErrorKind::Full));
    recorder.fail_next("no");
    script.queue("invoice").push_event(order(1));
    bounded(script.offered(1)).await;
    pass(Duration::from_secs(10)).await;
    let tries = script.offers().len();
    assert!((2..200).contains(&tries), "{tries} tries in 10 s");
    assert!(!manager.health().is_up());
}

#[tokio::test(start_paused = true)]
async fn a_backoff_beyond_all_clocks_is_only_very_long() {
    let retry = Retry::DEFAULT.backoff(Backoff::fixed(Duration::MAX)).in_place();
    let (_manager, script, recorder) = recording::<Order>(orders().retry(retry)).await;
    recorder.fail_next("no");
    let token = script.queue("invoice").push_event(order(1));
    bounded(recorder.received(1)).await.unwrap();
    quiet().await;
    assert_eq!(script.queue("invoice").unsettled(), [token]);
}

#[tokio::test(start_paused = true)]
async fn a_listener_pauses_when_half_of_what_it_fetches_waits_in_retries_and_says_so() {
    let (manager, script, recorder) = recording::<Payment>(payments().prefetch(8)).await;
    let queue = script.queue("ledger");
    for number in 0..4 {
        queue.push_event(payment("warm-up", number));
    }
    bounded(queue.settlements(4)).await;
    (0..20).for_each(|_| recorder.fail_next("no"));
    for number in 10..30 {
        queue.push_event(payment(&number.to_string(), number));
    }
    bounded(recorder.received(4 + 5)).await.unwrap();
    quiet().await;
    // Half the prefetch waits, and what was granted before that came.
    let unsettled = queue.unsettled().len();
    assert!((5..=9).contains(&unsettled), "{unsettled}");
    assert!(matches!(manager.health().overall(), Health::Degraded(why) if why.contains("paused")));
    let granted = queue.grants().len();
    quiet().await;
    assert_eq!(queue.grants().len(), granted);
    bounded(queue.settlements(4 + 20)).await;
    quiet().await;
    assert!(manager.health().is_up());
    assert!(queue.most_unsettled() <= 9);
}

#[tokio::test(start_paused = true)]
async fn a_provider_without_dead_letters_has_them_in_the_log_alone() {
    let script = tidings_core::testing::Script::new().able(|able| able.dead_letters = false);
    let recorder = tidings_core::testing::Recorder::<Order>::new();
    let _manager = started(over(&script).listen(orders(), recorder.listener())).await;
    recorder.fail_next(Failure::permanent("never"));
    let token = script.queue("invoice").push_event(order(1));
    assert_eq!(bounded(script.queue("invoice").settlements(1)).await, [(token, Settlement::Accept)]);
    assert!(script.offers().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_waits_in_place_because_its_copy_was_refused_keeps_no_others_waiting() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::Copies, Answer::Refuse(ErrorKind::Full));
    recorder.fail_next("no");
    let queue = script.queue("invoice");
    let first = queue.push_event(order(1));
    bounded(recorder.received(1)).await.unwrap();
    let second = queue.push_event(order(2));
    let settlements = bounded(queue.settlements(2)).await;
    assert_eq!(settlements, [(second, Settlement::Accept), (first, Settlement::Accept)]);
}

#[tokio::test(start_paused = true)]
async fn health_says_why_dead_letters_cannot_be_written() {
    let (manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::DeadLetters, Answer::Refuse(ErrorKind::Unauthorized));
    recorder.fail_next(Failure::permanent("never"));
    script.queue("invoice").push_event(order(1));
    bounded(script.offered(1)).await;
    quiet().await;
    match manager.health().overall() {
        Health::Degraded(why) => assert!(why.contains("dead letters") && why.contains("not authorized"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_held_at_the_shutdown_is_returned() {
    let (manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::DeadLetters, Answer::Refuse(ErrorKind::Unauthorized));
    recorder.fail_next(Failure::permanent("never"));
    let queue = script.queue("invoice");
    let token = queue.push_event(order(1));
    bounded(script.offered(2)).await;
    bounded(manager.shutdown()).await.unwrap();
    assert_eq!(queue.settled(), [(token, Settlement::Return)]);
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_that_nobody_confirms_does_not_hold_the_shutdown_up() {
    let (manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::DeadLetters, Answer::Leave);
    recorder.fail_next(Failure::permanent("never"));
    let queue = script.queue("invoice");
    let token = queue.push_event(order(1));
    bounded(script.offered(1)).await;
    let begun = tokio::time::Instant::now();
    drop(bounded(manager.shutdown()).await);
    assert!(begun.elapsed() <= Duration::from_secs(30), "the deadline of the drain holds: {:?}", begun.elapsed());
    assert_eq!(queue.settled(), [(token, Settlement::Return)]);
}
