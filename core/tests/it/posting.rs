//! Sending without waiting.

use std::sync::{Arc, Mutex};

use tidings_core::{
    ErrorKind, Result,
    dispatch::Report,
    envelope::Envelope,
    manager::Builder,
    pipeline::{EnvelopePipeline, SendNext},
    provider::Admission,
    testing::{Answer, Script, Sent},
};

use crate::support::*;

/// What the failure hook was told of posted events: the body, the kind, and whether it may have arrived.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<(String, ErrorKind, bool)>>>);

impl Told {
    fn listens_to(&self, builder: Builder) -> Builder {
        let told = self.clone();
        builder.on_failure(move |report| {
            if let Report::NotConfirmed(error) = report {
                let body = match error {
                    tidings_core::SendError::NotSent(not_sent) => body(not_sent.value.envelope()),
                    tidings_core::SendError::Undecided(undecided) => body(undecided.envelope.envelope()),
                };
                told.0.lock().unwrap().push((body, error.error().kind(), error.is_undecided()));
            }
        })
    }

    fn all(&self) -> Vec<(String, ErrorKind, bool)> {
        self.0.lock().unwrap().clone()
    }
}

fn body(envelope: &Envelope) -> String {
    String::from_utf8(envelope.body().unwrap().to_vec()).unwrap()
}

fn reported(number: u64, kind: ErrorKind, undecided: bool) -> (String, ErrorKind, bool) {
    (format!(r#"{{"order":{number}}}"#), kind, undecided)
}

#[tokio::test(start_paused = true)]
async fn a_posted_event_leaves_in_the_call_and_its_fate_is_awaited_elsewhere() {
    let (script, told) = (Script::new(), Told::default());
    let manager = started(told.listens_to(over(&script))).await;
    script.answer(Sent::Events, Answer::Leave);
    (1..=3).for_each(|number| manager.post(order(number)));
    // Without a single await: offered, in the order in which they were posted, and never as one that waits for room.
    let offers = script.offers();
    let bodies: Vec<_> = offers.iter().map(|offer| body(offer.envelope())).collect();
    assert_eq!(bodies, [r#"{"order":1}"#, r#"{"order":2}"#, r#"{"order":3}"#]);
    assert!(offers.iter().all(|offer| offer.admission() == Admission::Now));
    offers[0].confirm();
    offers[1].refuse(ErrorKind::Rejected);
    offers[2].undecided(ErrorKind::Disconnected);
    quiet().await;
    assert_eq!(told.all(), [reported(2, ErrorKind::Rejected, false), reported(3, ErrorKind::Disconnected, true)]);
}

#[tokio::test(start_paused = true)]
async fn a_posted_event_fails_to_the_hook_at_once_when_the_window_is_full() {
    let (script, told) = (Script::new(), Told::default());
    let manager = started(told.listens_to(over(&script))).await;
    script.answer(Sent::Events, Answer::Full);
    manager.post(order(1));
    assert_eq!(told.all(), [reported(1, ErrorKind::Full, false)]);
}

#[tokio::test(start_paused = true)]
async fn posted_events_under_way_are_bounded_by_the_window() {
    let (script, told) = (Script::new(), Told::default());
    let builder = told.listens_to(over(&script)).limits(|limits| limits.window_events = 2);
    let manager = started(builder).await;
    script.answer(Sent::Events, Answer::Leave);
    (1..=3).for_each(|number| manager.post(order(number)));
    assert_eq!(script.offers().len(), 2);
    assert_eq!(told.all(), [reported(3, ErrorKind::Full, false)]);
    script.offers()[0].confirm();
    quiet().await;
    manager.compose(order(4)).header("tenant", "a").post();
    assert_eq!(script.offers()[2].envelope().get("tenant"), Some("a"));
}

#[tokio::test(start_paused = true)]
async fn an_event_posted_before_the_start_or_after_the_shutdown_is_reported_to_the_hook() {
    let (script, told) = (Script::new(), Told::default());
    let manager = told.listens_to(over(&script)).build().unwrap();
    manager.post(order(1));
    bounded(manager.start()).await.unwrap();
    shut(&manager).await;
    manager.post(order(2));
    assert_eq!(told.all(), [reported(1, ErrorKind::NotStarted, false), reported(2, ErrorKind::Closed, false)]);
}

#[tokio::test(start_paused = true)]
async fn an_event_can_be_posted_from_a_thread_without_a_runtime() {
    let (script, told) = (Script::new(), Told::default());
    let manager = started(told.listens_to(over(&script))).await;
    script.answer(Sent::Events, Answer::Leave);
    let posting = manager.clone();
    std::thread::spawn(move || posting.post(order(1))).join().unwrap();
    script.offers()[0].refuse(ErrorKind::Rejected);
    quiet().await;
    assert_eq!(told.all(), [reported(1, ErrorKind::Rejected, false)]);
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_panics_breaks_nothing() {
    let script = Script::new();
    let manager = started(over(&script).on_failure(|_| panic!("the hook panicked"))).await;
    script.answer_next(Sent::Events, Answer::Full);
    manager.post(order(1));
    bounded(manager.send_event(order(2))).await.unwrap();
}

struct Panicking;

impl EnvelopePipeline for Panicking {
    async fn around_send(&self, _: &Envelope, next: SendNext<'_>) -> Result {
        next.run().await?;
        panic!("the pipeline panicked")
    }
}

#[tokio::test(start_paused = true)]
async fn a_pipeline_that_panics_about_a_posted_event_is_reported_to_the_hook() {
    let (script, told) = (Script::new(), Told::default());
    let manager = started(told.listens_to(over(&script)).pipeline("panicking", 0, Panicking)).await;
    script.answer_next(Sent::Events, Answer::Leave);
    manager.post(order(1));
    script.offers()[0].confirm();
    quiet().await;
    assert_eq!(told.all(), [reported(1, ErrorKind::Refused, true)]);
    // Its room is free again.
    shut(&manager).await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_waits_for_the_fate_of_posted_events() {
    let (script, told) = (Script::new(), Told::default());
    let manager = started(told.listens_to(over(&script))).await;
    script.answer(Sent::Events, Answer::Leave);
    manager.post(order(1));
    let closing = manager.clone();
    let closed = tidings_core::sending::spawn(async move { closing.shutdown().await });
    quiet().await;
    assert!(!closed.is_finished() && script.closed() == 0);
    script.offers()[0].confirm();
    bounded(closed).await.unwrap().unwrap();
    assert_eq!(script.closed(), 1);
}
