//! Several sends under way at a time: their order, their results and their window.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    task::Poll,
};

use tidings_core::{
    ErrorKind, Result,
    envelope::Envelope,
    pipeline::EnvelopePipeline,
    testing::{Answer, Script, Sent},
};

use crate::support::*;

/// The orders that were offered, in that order.
fn numbers(script: &Script) -> Vec<u64> {
    let number = |envelope: &Envelope| serde_json::from_slice::<Order>(envelope.body().unwrap()).unwrap().order;
    script.offers().iter().map(|offer| number(offer.envelope())).collect()
}

#[tokio::test(start_paused = true)]
async fn the_order_of_sends_is_that_of_their_first_polls() {
    let script = Script::new();
    let manager = sending(&script).await;
    let (first, second, third) =
        (manager.send_event(order(1)), manager.send_event(order(2)), manager.send_event(order(3)));
    let (mut first, mut second, mut third) = (pin!(first), pin!(second), pin!(third));
    script.answer(Sent::Events, Answer::Leave);
    poll_fn(|cx| {
        assert!(second.as_mut().poll(cx).is_pending());
        assert!(first.as_mut().poll(cx).is_pending());
        assert!(third.as_mut().poll(cx).is_pending());
        Poll::Ready(())
    })
    .await;
    assert_eq!(numbers(&script), [2, 1, 3]);
    script.offers().iter().for_each(|offer| assert!(offer.confirm()));
    for send in [first, second, third] {
        bounded(send).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn many_events_are_sent_without_waiting_for_each_and_give_one_result_each_in_order() {
    let script = Script::new();
    let manager = sending(&script).await;
    script.answer(Sent::Events, Answer::Leave);
    let sends = manager.clone();
    let sent = tidings_core::sending::spawn(async move { sends.send_events((0..5).map(order)).await });
    let offers = bounded(script.offered(5)).await;
    assert_eq!(numbers(&script), [0, 1, 2, 3, 4]);
    // Decided from the last to the first.
    offers[4].confirm();
    offers[3].undecided(ErrorKind::Disconnected);
    offers[2].refuse(ErrorKind::Rejected);
    offers[1].confirm();
    offers[0].confirm();
    let mut results = bounded(sent).await.unwrap();
    assert_eq!(results.len(), 5);
    assert!(results.remove(4).is_ok());
    assert_eq!(undecided(results.remove(3)).1, ErrorKind::Disconnected);
    assert_eq!(given_back(results.remove(2)), (order(2), ErrorKind::Rejected));
    assert!(results.iter().all(Result::is_ok));
}

/// Refuses every second event, the first among them.
struct RefusingInTurn(AtomicU64);

impl EnvelopePipeline for RefusingInTurn {
    fn send(&self, _: &mut Envelope) -> Result {
        match self.0.fetch_add(1, Ordering::Relaxed) % 2 {
            0 => Err("not this one".into()),
            _ => Ok(()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn results_of_many_events_keep_their_order_where_some_are_there_at_once_and_others_are_waited_for() {
    let script = Script::new();
    let manager = started(over(&script).pipeline("refusing", 0, RefusingInTurn(AtomicU64::new(0)))).await;
    script.answer(Sent::Events, Answer::Leave);
    let sends = manager.clone();
    let sent = tidings_core::sending::spawn(async move { sends.send_events((0..5).map(order)).await });
    let offers = bounded(script.offered(2)).await;
    assert_eq!(numbers(&script), [1, 3]);
    offers[1].refuse(ErrorKind::Rejected);
    offers[0].confirm();
    let mut results = bounded(sent).await.unwrap();
    assert_eq!(results.len(), 5);
    assert!(results.remove(1).is_ok());
    let kinds = [(0, ErrorKind::Refused), (2, ErrorKind::Refused), (3, ErrorKind::Rejected), (4, ErrorKind::Refused)];
    for (result, (n, kind)) in results.into_iter().zip(kinds) {
        assert_eq!(given_back(result), (order(n), kind));
    }
}

#[tokio::test(start_paused = true)]
async fn many_events_are_under_way_at_a_time_only_as_far_as_the_window_goes() {
    let script = Script::new();
    let manager = started(over(&script).limits(|limits| limits.window_events = 2)).await;
    script.answer(Sent::Events, Answer::Leave);
    let sends = manager.clone();
    let sent = tidings_core::sending::spawn(async move { sends.send_events((0..4).map(order)).await });
    for n in 2..=4 {
        let offers = bounded(script.offered(n)).await;
        quiet().await;
        assert_eq!(script.offers().len(), n);
        offers[n - 2].confirm();
    }
    script.offers()[3].confirm();
    assert!(bounded(sent).await.unwrap().iter().all(Result::is_ok));
}
