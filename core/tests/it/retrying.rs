//! What becomes of a failed attempt.

use std::time::Duration;

use tidings_core::{
    policy::{Backoff, Retry},
    provider::{Admission, Settlement},
    testing::{Answer, Sent, To},
};

use crate::support::*;

#[tokio::test(start_paused = true)]
async fn a_failed_delivery_is_accepted_only_after_its_delayed_copy_is_confirmed() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::Copies, Answer::Leave);
    recorder.fail_next("no");
    let queue = script.queue("invoice");
    let token = queue.push_with(order(1), |head| head.headers_mut().set("tenant", "a"));
    let copy = bounded(script.offered(1)).await.remove(0);
    quiet().await;
    assert_eq!((queue.settled(), queue.unsettled()), (vec![], vec![token]));
    let (received, envelope) = (recorder.all().remove(0), copy.envelope());
    assert_eq!(*copy.to(), To::Queue("order.placed::invoice".into()));
    assert_eq!(envelope.id(), received.envelope().id());
    assert_eq!(envelope.occurred_at(), received.envelope().occurred_at());
    assert_eq!((envelope.attempt(), envelope.replay(), envelope.delay()), (2, 0, Some(PAUSE)));
    assert_eq!((envelope.get("tenant"), envelope.body().unwrap().as_ref()), (Some("a"), br#"{"order":1}"#.as_ref()));
    assert!(envelope.dead_letter().is_none());
    copy.confirm();
    assert_eq!(bounded(queue.settlements(1)).await, [(token, Settlement::Accept)]);
}

#[tokio::test(start_paused = true)]
async fn the_queue_goes_on_while_a_copy_is_written_and_later_events_overtake() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    let queue = script.queue("invoice");
    // Opens the credit beyond one.
    queue.push_event(order(0));
    bounded(queue.settlements(1)).await;
    script.answer(Sent::Copies, Answer::Leave);
    recorder.fail_next("no");
    let (failed, next) = (queue.push_event(order(1)), queue.push_event(order(2)));
    assert_eq!(bounded(queue.settlements(2)).await[1].0, next);
    assert_eq!(queue.unsettled(), [failed]);
}

#[tokio::test(start_paused = true)]
async fn attempts_are_counted_by_the_copies_and_end_in_a_dead_letter() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    let queue = script.queue("invoice");
    for attempt in 1..=3 {
        recorder.fail_next("no");
        queue.push_with(order(1), |head| head.set_attempt(attempt));
    }
    bounded(queue.settlements(3)).await;
    let offers = script.offers();
    assert_eq!(offers.iter().map(|offer| offer.envelope().attempt()).collect::<Vec<_>>(), [2, 3, 3]);
    assert_eq!(*offers[2].to(), To::DeadLetters("dead_letter.order.placed.invoice".into()));
    assert_eq!(offers[2].envelope().delay(), None);
}

#[tokio::test(start_paused = true)]
async fn a_brokers_redelivery_is_no_attempt() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    let event = tidings_core::envelope::Envelope::typed(order(1), &tidings_core::runtime::Runtime::system());
    script.queue("invoice").push_again(tidings_core::provider::Content::Typed(std::sync::Arc::new(event)));
    let received = bounded(recorder.received(1)).await.unwrap();
    assert_eq!((received[0].delivery().attempt(), received[0].delivery().redelivered()), (1, true));
}

#[tokio::test(start_paused = true)]
async fn pauses_double_and_are_written_on_the_copies() {
    let backoff = Backoff::new(PAUSE, Duration::from_secs(1)).without_jitter();
    let (_manager, script, recorder) =
        recording::<Order>(orders().retry(Retry::DEFAULT.attempts(9).backoff(backoff))).await;
    let queue = script.queue("invoice");
    for attempt in 1..=6 {
        recorder.fail_next("no");
        queue.push_with(order(1), |head| head.set_attempt(attempt));
    }
    bounded(queue.settlements(6)).await;
    let pauses: Vec<_> = script.offers().iter().map(|offer| offer.envelope().delay().unwrap().as_millis()).collect();
    assert_eq!(pauses, [100, 200, 400, 800, 1000, 1000]);
}

#[tokio::test(start_paused = true)]
async fn with_a_key_a_retry_waits_in_place_its_key_behind_it_and_other_keys_go_on() {
    let (_manager, script, recorder) = recording::<Payment>(payments()).await;
    let queue = script.queue("ledger");
    for number in 0..3 {
        queue.push_event(payment("warm-up", number));
    }
    bounded(queue.settlements(3)).await;
    recorder.fail_next("no");
    recorder.fail_next("no");
    let before = tokio::time::Instant::now();
    let (a1, a2) = (queue.push_event(payment("a", 10)), queue.push_event(payment("a", 11)));
    let b = queue.push_event(payment("b", 20));
    // The first attempt of `b` fails as well: both wait side by side.
    bounded(recorder.received(5)).await.unwrap();
    assert_eq!(before.elapsed(), Duration::ZERO);
    let received = bounded(recorder.received(8)).await.unwrap();
    assert_eq!(before.elapsed(), PAUSE);
    let seen: Vec<_> = received[3..].iter().map(|r| (r.number, r.delivery().attempt())).collect();
    assert_eq!(seen, [(10, 1), (20, 1), (10, 2), (11, 1), (20, 2)]);
    let settled = bounded(queue.settlements(6)).await;
    assert_eq!(settled[3..].iter().map(|(token, _)| *token).collect::<Vec<_>>(), [a1, a2, b]);
    assert!(script.offers().is_empty(), "in place nothing is copied");
}

#[tokio::test(start_paused = true)]
async fn attempts_in_place_are_counted_in_memory_and_end_in_a_dead_letter() {
    let (_manager, script, recorder) = recording::<Payment>(payments()).await;
    (0..3).for_each(|_| recorder.fail_next("no"));
    script.queue("ledger").push_event(payment("a", 1));
    bounded(script.queue("ledger").settlements(1)).await;
    let attempts: Vec<_> = recorder.all().iter().map(|received| received.delivery().attempt()).collect();
    assert_eq!(attempts, [1, 2, 3]);
    let offers = script.offers();
    assert_eq!(offers.len(), 1);
    assert_eq!(*offers[0].to(), To::DeadLetters("dead_letter.payment.made.ledger".into()));
    assert_eq!(offers[0].envelope().dead_letter().unwrap().attempts, 3);
    assert_eq!(offers[0].envelope().key().as_deref(), Some("a"));
}

#[tokio::test(start_paused = true)]
async fn without_a_key_the_whole_queue_waits_behind_a_retry_in_place() {
    let (_manager, script, recorder) = recording::<Order>(orders().concurrency(4).retry(retries(3).in_place())).await;
    let queue = script.queue("invoice");
    for number in 0..3 {
        queue.push_event(order(number));
    }
    bounded(queue.settlements(3)).await;
    recorder.fail_next("no");
    queue.push_event(order(10));
    bounded(recorder.received(4)).await.unwrap();
    queue.push_event(order(11));
    quiet().await;
    assert_eq!(recorder.count(), 4);
    let received = bounded(recorder.received(6)).await.unwrap();
    let seen: Vec<_> = received[4..].iter().map(|r| (r.order, r.delivery().attempt())).collect();
    assert_eq!(seen, [(10, 2), (11, 1)]);
    assert!(script.offers().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_backoff_that_waits_in_place_occupies_no_concurrency() {
    let (_manager, script, recorder) = recording::<Payment>(payments().concurrency(2)).await;
    let queue = script.queue("ledger");
    for number in 0..4 {
        queue.push_event(payment("warm-up", number));
    }
    bounded(queue.settlements(4)).await;
    (0..5).for_each(|_| recorder.fail_next("no"));
    for number in 10..15 {
        queue.push_event(payment(&number.to_string(), number));
    }
    bounded(recorder.received(4 + 5)).await.unwrap();
    quiet().await;
    assert_eq!(queue.unsettled().len(), 5);
    queue.push_event(payment("other", 20));
    assert_eq!(bounded(recorder.received(4 + 6)).await.unwrap()[9].number, 20);
}

#[tokio::test(start_paused = true)]
async fn a_keyed_listener_may_give_up_the_order_and_requeue() {
    let (_manager, script, recorder) = recording::<Payment>(payments().retry(retries(3).requeue())).await;
    recorder.fail_next("no");
    script.queue("ledger").push_event(payment("a", 1));
    bounded(script.queue("ledger").settlements(1)).await;
    assert_eq!(*script.offers()[0].to(), To::Queue("payment.made::ledger".into()));
    assert_eq!(script.offers()[0].envelope().key().as_deref(), Some("a"));
}

#[tokio::test(start_paused = true)]
async fn where_a_provider_cannot_delay_the_pause_is_waited_and_then_the_copy_written() {
    let script = tidings_core::testing::Script::new().able(|able| able.delay = false);
    let recorder = tidings_core::testing::Recorder::<Order>::new();
    let _manager = started(over(&script).listen(orders(), recorder.listener())).await;
    recorder.fail_next("no");
    let queue = script.queue("invoice");
    queue.push_event(order(1));
    bounded(recorder.received(1)).await.unwrap();
    let before = tokio::time::Instant::now();
    let copy = bounded(script.offered(1)).await.remove(0);
    assert_eq!(before.elapsed(), PAUSE);
    assert_eq!((copy.envelope().attempt(), copy.envelope().delay()), (2, None));
    bounded(queue.settlements(1)).await;
}

#[tokio::test(start_paused = true)]
async fn copies_and_dead_letters_never_wait_for_the_window_of_sends() {
    let (manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::Events, Answer::Full);
    script.answer(Sent::Copies, Answer::Full);
    script.answer(Sent::DeadLetters, Answer::Full);
    let waiting = tidings_core::sending::spawn(async move { manager.send_event(order(9)).await });
    bounded(script.offered(1)).await;
    recorder.fail_next("no");
    recorder.fail_next(tidings_core::Failure::permanent("never"));
    script.queue("invoice").push_event(order(1));
    script.queue("invoice").push_event(order(2));
    bounded(script.queue("invoice").settlements(2)).await;
    assert!(!waiting.is_finished());
    assert!(script.offers()[1..].iter().all(|offer| offer.admission() == Admission::Beside));
    script.offers()[0].confirm();
    bounded(waiting).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn each_failure_is_reported_once_with_its_attempt() {
    use tidings_core::dispatch::Report;
    let (script, log) = (tidings_core::testing::Script::new(), Log::default());
    let recorder = tidings_core::testing::Recorder::<Payment>::new();
    let told = log.clone();
    let builder = over(&script).listen(payments().retry(retries(2)), recorder.listener()).on_failure(move |report| {
        told.add(match report {
            Report::AttemptFailed { envelope, listener, failure } => {
                format!("{} failed in attempt {}: {failure}", listener.name(), envelope.attempt())
            }
            Report::DeadLettered { listener, reason, .. } => format!("{} gave up: {reason}", listener.name()),
            other => format!("{other:?}"),
        });
    });
    let _manager = started(builder).await;
    recorder.fail_next("first");
    recorder.fail_next("second");
    script.queue("ledger").push_event(payment("a", 1));
    bounded(script.queue("ledger").settlements(1)).await;
    let told = ["ledger failed in attempt 1: first", "ledger failed in attempt 2: second", "ledger gave up: second"];
    assert_eq!(log.all(), told);
}
