//! What is dropped halfway.

use std::{
    future::{Future, poll_fn},
    task::Poll,
};

use tidings_core::{
    provider::BodyKind,
    testing::{Answer, Script, Sent},
};

use crate::support::*;

async fn poll_once<T>(future: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
    poll_fn(|cx| {
        Poll::Ready(match std::pin::Pin::new(&mut *future).poll(cx) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn a_send_that_is_dropped_before_its_envelope_left_is_taken_back() {
    for body in [BodyKind::Encoded, BodyKind::Typed] {
        let script = Script::new().able(|able| able.body = body);
        let manager = sending(&script).await;
        script.answer(Sent::Events, Answer::Wait);
        let mut send = Box::pin(manager.send_event(order(1)));
        assert!(poll_once(&mut send).await.is_none());
        let offer = script.offers().remove(0);
        assert!(!offer.is_taken_back());
        drop(send);
        assert!(offer.is_taken_back() && !offer.leave());
    }
}

#[tokio::test(start_paused = true)]
async fn a_send_that_is_dropped_after_its_envelope_left_is_the_providers_to_finish() {
    let script = Script::new();
    let manager = sending(&script).await;
    script.answer(Sent::Events, Answer::Leave);
    let mut send = Box::pin(manager.send_event(order(1)));
    assert!(poll_once(&mut send).await.is_none());
    drop(send);
    let offer = script.offers().remove(0);
    assert!(!offer.is_taken_back() && offer.confirm());
    shut(&manager).await;
    assert_eq!(script.offers().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_send_that_is_never_polled_sends_nothing() {
    let script = Script::new();
    let manager = sending(&script).await;
    drop(manager.send_event(order(1)));
    drop(manager.send_events([order(2)]));
    drop(manager.compose(order(3)).send());
    assert!(script.offers().is_empty());
}

#[tokio::test(start_paused = true)]
async fn dropping_a_send_of_many_takes_back_all_that_still_wait() {
    let script = Script::new();
    let manager = sending(&script).await;
    script.answer_next(Sent::Events, Answer::Confirm);
    script.answer(Sent::Events, Answer::Wait);
    let mut sends = Box::pin(manager.send_events((0..3).map(order)));
    assert!(poll_once(&mut sends).await.is_none());
    drop(sends);
    let taken_back: Vec<_> = script.offers().iter().map(|offer| offer.is_taken_back()).collect();
    assert_eq!(taken_back, [false, true, true]);
}
