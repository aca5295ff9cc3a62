//! What was handled and whose settlement was lost is accepted when it is given again, and nothing else is.

use tidings_core::{
    codec::{Codec, Form},
    envelope::{Encoded, Envelope, Head},
    event::Event,
    id::EventId,
    policy::Retry,
    provider::{Content, Settlement},
    runtime::Runtime,
    testing::{Answer, Queue, Script, Sent},
};

use crate::support::*;

const ACCEPT: Settlement = Settlement::Accept;

/// A delivery of the event with this id.
fn delivery<E: Event>(id: &str, event: &E, change: impl FnOnce(&mut Head)) -> Content {
    let mut head = Head::received(E::info().into(), Some(EventId::parse(id)), None, Runtime::system());
    if let Some(key) = event.key() {
        head.set_key(key.into_owned());
    }
    change(&mut head);
    let body = Encoded::new(<E::Codec as Codec<E>>::encode(event).unwrap(), "application/json", Form::Text);
    Content::Encoded(Box::new(Envelope::encoded(head, body)))
}

fn push(queue: &Queue, id: &str, number: u64) -> tidings_core::provider::Token {
    queue.push(delivery(id, &order(number), |_| ()))
}

#[tokio::test(start_paused = true)]
async fn a_redelivery_after_a_lost_settlement_is_accepted_without_the_listener() {
    let (_manager, script, recorder) = recording::<Order>(orders().inbox(10)).await;
    let queue = script.queue("invoice");
    push(&queue, "a", 1);
    bounded(queue.settlements(1)).await;
    queue.lose();
    let again = queue.push_again(delivery("a", &order(1), |_| ()));
    let next = push(&queue, "b", 2);
    assert_eq!(bounded(queue.settlements(3)).await[1..], [(again, ACCEPT), (next, ACCEPT)]);
    assert_eq!(recorder.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn without_an_inbox_a_redelivery_is_handled_again() {
    let (_manager, script, recorder) = recording::<Order>(orders()).await;
    let queue = script.queue("invoice");
    push(&queue, "a", 1);
    push(&queue, "a", 1);
    bounded(queue.settlements(2)).await;
    assert_eq!(recorder.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_failed_is_no_duplicate_neither_in_place_nor_as_a_copy_nor_given_again() {
    for retry in [retries(3).in_place(), retries(3).requeue()] {
        let (_manager, script, recorder) = recording::<Order>(orders().retry(retry).inbox(10)).await;
        let queue = script.queue("invoice");
        recorder.fail_next("no");
        push(&queue, "a", 1);
        bounded(queue.settlements(1)).await;
        // By now it was handled in place, or a copy of it waits.
        let handled = recorder.count();
        let copy = queue.push(delivery("a", &order(1), |head| head.set_attempt(2)));
        assert_eq!(bounded(queue.settlements(2)).await[1], (copy, ACCEPT));
        assert_eq!((recorder.count(), script.offers().len()), if handled == 2 { (2, 0) } else { (2, 1) });
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_delivery_whose_epoch_ended_is_handled_when_it_is_given_again() {
    let (_manager, script, recorder) = recording::<Order>(orders().inbox(10)).await;
    script.answer(Sent::Copies, Answer::Leave);
    let queue = script.queue("invoice");
    recorder.fail_next("no");
    push(&queue, "a", 1);
    bounded(script.offered(1)).await;
    queue.lose();
    let again = queue.push_again(delivery("a", &order(1), |_| ()));
    assert_eq!(bounded(queue.settlements(1)).await, [(again, ACCEPT)]);
    assert_eq!(recorder.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_that_is_sent_again_is_no_duplicate_but_its_redelivery_is() {
    let (_manager, script, recorder) = recording::<Order>(orders().inbox(10)).await;
    let queue = script.queue("invoice");
    push(&queue, "a", 1);
    for _ in 0..2 {
        queue.push(delivery("a", &order(1), |head| head.set_replay(1)));
    }
    assert!(bounded(queue.settlements(3)).await.iter().all(|(_, how)| *how == ACCEPT));
    assert_eq!(recorder.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_given_again_while_it_is_still_handled_waits_for_how_that_ends() {
    for concurrency in [1, 4] {
        let (script, gate) = (Script::new(), Gate::new());
        let subscription = orders().concurrency(concurrency).inbox(10);
        let builder = over(&script).listen(subscription, gate.listener(|order: &Order| order.order));
        let _manager = started(builder).await;
        let queue = script.queue("invoice");
        push(&queue, "a", 1);
        gate.began(1).await;
        queue.lose();
        let again = queue.push_again(delivery("a", &order(1), |_| ()));
        quiet().await;
        assert_eq!(gate.begun(), [1]);
        let other = push(&queue, "b", 2);
        if concurrency > 1 {
            gate.began(2).await;
            assert_eq!(gate.begun(), [1, 2], "another event does not wait for it");
        }
        gate.open(2);
        let mut settled = bounded(queue.settlements(2)).await;
        settled.sort_unstable_by_key(|(token, _)| *token);
        assert_eq!(settled, [(again, ACCEPT), (other, ACCEPT)]);
        assert_eq!(gate.begun(), [1, 2]);
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_after_its_epoch_ended_is_handled_again_by_the_delivery_that_waited() {
    let (script, gate) = (Script::new(), Gate::new());
    let (wait, log) = (gate.listener(|order: &Order| order.order), Log::default());
    let told = log.clone();
    let listener = move |received| {
        let (waited, told) = (wait(received), told.clone());
        async move {
            waited.await?;
            told.add("attempt");
            if told.all().len() == 1 { Err("no".into()) } else { Ok(()) }
        }
    };
    let _manager = started(over(&script).listen(orders().concurrency(4).inbox(10), listener)).await;
    let queue = script.queue("invoice");
    push(&queue, "a", 1);
    gate.began(1).await;
    queue.lose();
    let again = queue.push_again(delivery("a", &order(1), |_| ()));
    quiet().await;
    gate.open(2);
    assert_eq!(bounded(queue.settlements(1)).await, [(again, ACCEPT)]);
    assert_eq!((log.all().len(), script.offers().len()), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn duplicates_keep_the_order_of_their_key() {
    let (script, gate) = (Script::new(), Gate::new());
    let subscription = payments().concurrency(4).inbox(10);
    let listener = gate.listener(|payment: &Payment| payment.number);
    let _manager = started(over(&script).listen(subscription, listener)).await;
    let queue = script.queue("ledger");
    let push = |id: &str, customer: &str, number| queue.push(delivery(id, &payment(customer, number), |_| ()));
    let first = push("a", "x", 1);
    gate.began(1).await;
    let tokens = [push("b", "x", 2), push("a", "x", 1), push("c", "x", 3)];
    gate.open(3);
    let settled = bounded(queue.settlements(4)).await;
    let expected: Vec<_> = std::iter::once(first).chain(tokens).map(|token| (token, ACCEPT)).collect();
    assert_eq!((settled, gate.begun()), (expected, vec![1, 2, 3]));
}

#[tokio::test(start_paused = true)]
async fn an_inbox_forgets_the_oldest_first() {
    let (_manager, script, recorder) = recording::<Order>(orders().inbox(2)).await;
    let queue = script.queue("invoice");
    for id in ["a", "b", "c", "b", "a"] {
        push(&queue, id, 1);
    }
    bounded(queue.settlements(5)).await;
    assert_eq!(recorder.count(), 4, "`b` is still known, `a` no longer");
}

#[tokio::test(start_paused = true)]
async fn a_duplicate_earns_credit_as_what_is_handled_does() {
    let (_manager, script, _recorder) = recording::<Order>(orders().inbox(2)).await;
    let queue = script.queue("invoice");
    for _ in 0..300 {
        push(&queue, "a", 1);
    }
    bounded(queue.settlements(300)).await;
    quiet().await;
    // Of the 101 that it grows to, a part is granted anew at a time.
    assert!(queue.credit() > 50, "{}", queue.credit());
}

#[tokio::test(start_paused = true)]
async fn what_came_without_an_id_or_with_a_very_long_one_is_never_a_duplicate() {
    let (_manager, script, recorder) = recording::<Order>(orders().inbox(10)).await;
    let queue = script.queue("invoice");
    let long = "x".repeat(257);
    for _ in 0..2 {
        queue.push_event(order(1));
        push(&queue, &long, 1);
    }
    bounded(queue.settlements(4)).await;
    assert_eq!(recorder.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_inbox_can_be_configured_at_deployment_and_one_of_0_is_refused() {
    let script = Script::new();
    let (recorder, policy) =
        (tidings_core::testing::Recorder::<Order>::new(), |n| move |p: tidings_core::policy::Policy| p.inbox(n));
    let builder = || over(&script).listen(orders().retry(Retry::NONE), recorder.listener());
    let refused = builder().configure("invoice", policy(0)).build().unwrap_err();
    assert!(refused.to_string().contains("leave the inbox out"), "{refused}");
    let _manager = started(builder().configure("invoice", policy(5))).await;
    let queue = script.queue("invoice");
    push(&queue, "a", 1);
    push(&queue, "a", 1);
    bounded(queue.settlements(2)).await;
    assert_eq!(recorder.count(), 1);
}
