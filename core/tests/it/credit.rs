//! How many deliveries a listener lets come.

use std::sync::Arc;

use tidings_core::{
    envelope::Envelope,
    provider::Content,
    runtime::Runtime,
    testing::{Answer, Sent},
};

use crate::support::*;

#[tokio::test(start_paused = true)]
async fn a_receiver_begins_with_a_credit_of_one_and_doubles_with_each_settled_delivery() {
    let (_manager, script, recorder) = recording::<Order>(orders().prefetch(9)).await;
    let queue = script.queue("invoice");
    bounded(queue.granted(1)).await;
    let mut together = Vec::new();
    for number in 0..6 {
        together.push(queue.credit());
        queue.push_event(order(number));
        bounded(queue.settlements(number as usize + 1)).await;
    }
    // One at a time and nine fetched ahead make ten.
    assert_eq!(together, [1, 2, 4, 8, 10, 9]);
    assert_eq!(recorder.count(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_delivery_that_was_given_before_sets_the_credit_back_to_one() {
    let (script, gate) = (tidings_core::testing::Script::new(), Gate::new());
    let subscription = orders().concurrency(4).prefetch(4);
    let _manager = started(over(&script).listen(subscription, gate.listener(|order: &Order| order.order))).await;
    let queue = script.queue("invoice");
    gate.open(4);
    (0..4).for_each(|number| {
        queue.push_event(order(number));
    });
    bounded(queue.settlements(4)).await;
    quiet().await;
    let open = queue.credit();
    assert!(open > 1);
    for number in 0..u64::from(open) {
        let event = Arc::new(Envelope::typed(order(10 + number), &Runtime::system()));
        queue.push_again(Content::Typed(event));
    }
    bounded(queue.given(open as usize)).await;
    quiet().await;
    let grants = queue.grants().len();
    // While more than one is unsettled, nothing further may come; and then one by one.
    for left in (1..open as usize).rev() {
        gate.open(1);
        bounded(queue.settlements(4 + open as usize - left)).await;
        quiet().await;
        let more = queue.grants()[grants..].iter().sum::<u32>();
        let window = 1 << (open as usize - left);
        assert!(more == 0 || left + more as usize <= window, "{more} more with {left} unsettled");
    }
}

#[tokio::test(start_paused = true)]
async fn never_more_are_unsettled_than_concurrency_and_prefetch_together() {
    let (script, gate) = (tidings_core::testing::Script::new(), Gate::new());
    let subscription = orders().concurrency(3).prefetch(5);
    let _manager = started(over(&script).listen(subscription, gate.listener(|order: &Order| order.order))).await;
    let queue = script.queue("invoice");
    (0..100).for_each(|number| {
        queue.push_event(order(number));
    });
    for n in 1..=100 {
        gate.open(1);
        bounded(queue.settlements(n)).await;
    }
    assert_eq!(queue.most_unsettled(), 8);
}

#[tokio::test(start_paused = true)]
async fn those_that_wait_for_a_retry_do_not_occupy_the_credit_of_one() {
    let (_manager, script, recorder) = recording::<Payment>(payments()).await;
    let queue = script.queue("ledger");
    recorder.fail_next("no");
    queue.push_event(payment("a", 1));
    bounded(recorder.received(1)).await.unwrap();
    let before = tokio::time::Instant::now();
    queue.push_event(payment("b", 2));
    bounded(recorder.received(2)).await.unwrap();
    assert!(before.elapsed() < PAUSE);
}

#[tokio::test(start_paused = true)]
async fn those_whose_dead_letter_is_held_do_not_occupy_the_credit_of_one() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    script.answer(Sent::DeadLetters, Answer::Refuse(tidings_core::ErrorKind::Full));
    recorder.fail_next(tidings_core::Failure::permanent("never"));
    let queue = script.queue("invoice");
    let held = queue.push_event(order(1));
    let next = queue.push_event(order(2));
    assert_eq!(bounded(queue.settlements(1)).await[0].0, next);
    assert_eq!(queue.unsettled(), [held]);
}

#[tokio::test(start_paused = true)]
async fn one_event_always_passes_however_few_bytes_may_be_fetched() {
    for bytes in [0, 1] {
        let (script, gate) = (tidings_core::testing::Script::new(), Gate::new());
        let builder = over(&script).limits(|limits| limits.prefetch_bytes = bytes);
        let _manager = started(builder.listen(orders(), gate.listener(|order: &Order| order.order))).await;
        let queue = script.queue("invoice");
        (0..8).for_each(|number| {
            queue.push_event(order(number));
        });
        for n in 1..=8 {
            gate.open(1);
            bounded(queue.settlements(n)).await;
        }
    }
}
