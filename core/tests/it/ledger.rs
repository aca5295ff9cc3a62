//! What the ledger says of sends and deliveries, whatever becomes of them.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

use tidings_core::{
    ErrorKind, Failure, Result,
    envelope::Envelope,
    ledger::{Deliveries, Ledger, Sent as Numbers},
    manager::EventManager,
    pipeline::{EnvelopePipeline, SendNext},
    provider::{BodyKind, Settlement},
    sending::BoxFuture,
    testing::{Answer, Recorder, Script, Sent},
};

use crate::support::*;

/// Both kinds of body.
fn both() -> [Script; 2] {
    [Script::new(), Script::new().able(|able| able.body = BodyKind::Typed)]
}

/// Sent, confirmed, unheard, failed, undecided.
fn numbers(ledger: &Ledger) -> [u64; 5] {
    assert_eq!(ledger.check(), Ok(()));
    let Numbers { sent, confirmed, unheard, failed, undecided, .. } = ledger.sent();
    [sent, confirmed, unheard, failed, undecided]
}

/// Received, accepted, retried, dead-lettered, returned, in flight.
fn fates(ledger: &Ledger) -> [u64; 6] {
    assert_eq!(ledger.check(), Ok(()));
    let Deliveries { received, accepted, retried, dead_lettered, returned, in_flight, .. } = ledger.deliveries();
    [received, accepted, retried, dead_lettered, returned, in_flight]
}

async fn closed(manager: &EventManager) -> Ledger {
    bounded(manager.shutdown()).await.expect("it shuts down in order")
}

#[tokio::test(start_paused = true)]
async fn every_send_is_counted_by_its_fate() {
    for script in both() {
        let manager = sending(&script).await;
        for answer in [
            Answer::Confirm,
            Answer::Refuse(ErrorKind::Full),
            Answer::Undecided(ErrorKind::Disconnected),
            Answer::Confirm,
        ] {
            script.answer_next(Sent::Events, answer);
        }
        let results = bounded(manager.send_events((0..4).map(order))).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 2);
        manager.post(order(5));
        bounded(manager.emit("order.placed", &order(6))).await.unwrap();
        assert_eq!(numbers(&manager.ledger()), [6, 4, 0, 1, 1]);
        let ledger = closed(&manager).await;
        assert_eq!(numbers(&ledger), [6, 4, 0, 1, 1]);
        assert_eq!(ledger.events.len(), 1, "an event is one, typed or by its name: {ledger:?}");
        assert_eq!(ledger.event("order.placed").sent, 6);
    }
}

#[tokio::test(start_paused = true)]
async fn a_send_that_times_out_has_failed_if_it_was_taken_back_and_is_undecided_until_its_outcome_otherwise() {
    for script in both() {
        let manager = sending(&script).await;
        script.answer(Sent::Events, Answer::Wait);
        assert_eq!(given_back(bounded(manager.send_event(order(1))).await).1, ErrorKind::Timeout);
        assert_eq!(numbers(&manager.ledger()), [1, 0, 0, 1, 0]);
        script.answer(Sent::Events, Answer::Leave);
        assert_eq!(undecided(bounded(manager.send_event(order(2))).await).1, ErrorKind::Timeout);
        assert_eq!(numbers(&manager.ledger()), [2, 0, 0, 1, 1]);
        script.offers()[1].confirm();
        assert_eq!(numbers(&closed(&manager).await), [2, 1, 0, 1, 0]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_send_is_undecided_until_its_outcome() {
    for script in both() {
        let manager = sending(&script).await;
        script.answer(Sent::Events, Answer::Leave);
        let mut send = Box::pin(manager.send_event(order(1)));
        poll_fn(|cx| Poll::Ready(send.as_mut().poll(cx).is_pending())).await;
        drop(send);
        assert_eq!(numbers(&manager.ledger()), [1, 0, 0, 0, 1]);
        script.offers()[0].confirm();
        assert_eq!(numbers(&manager.ledger()), [1, 1, 0, 0, 0]);
        // One whose envelope still waits is taken back.
        script.answer(Sent::Events, Answer::Wait);
        let mut send = Box::pin(manager.send_event(order(2)));
        poll_fn(|cx| Poll::Ready(send.as_mut().poll(cx).is_pending())).await;
        drop(send);
        assert_eq!(numbers(&closed(&manager).await), [2, 1, 0, 1, 0]);
    }
}

struct Around(&'static str);

impl EnvelopePipeline for Around {
    fn send(&self, _: &mut Envelope) -> Result {
        if self.0 == "refuse at once" { Err("not today".into()) } else { Ok(()) }
    }

    async fn around_send(&self, _: &Envelope, next: SendNext<'_>) -> Result {
        match self.0 {
            "refuse" => return Err("not today".into()),
            "skip" => return Ok(()),
            "give up" => drop(tokio::time::timeout(Duration::from_secs(1), next.run()).await),
            "wait" => std::future::pending().await,
            _ => next.run().await?,
        }
        if self.0 == "fail after" { Err("afterwards".into()) } else { Ok(()) }
    }
}

#[tokio::test(start_paused = true)]
async fn what_pipelines_do_to_a_send_is_counted_as_what_became_of_its_envelope() {
    for (what, expected) in [
        ("refuse at once", [1, 0, 0, 1, 0]),
        ("refuse", [1, 0, 0, 1, 0]),
        ("skip", [1, 0, 0, 1, 0]),
        ("pass", [1, 1, 0, 0, 0]),
        // Its sender is told that it is undecided, but it did arrive.
        ("fail after", [1, 1, 0, 0, 0]),
    ] {
        let script = Script::new();
        let manager = started(over(&script).pipeline("around", 0, Around(what))).await;
        drop(bounded(manager.send_event(order(1))).await);
        assert_eq!(numbers(&closed(&manager).await), expected, "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pipeline_that_drops_what_it_runs_and_says_that_all_is_well_hides_nothing() {
    let script = Script::new();
    let manager = started(over(&script).pipeline("around", 0, Around("give up"))).await;
    script.answer(Sent::Events, Answer::Leave);
    let (envelope, kind) = undecided(bounded(manager.send_event(order(1))).await);
    assert_eq!((kind, envelope.envelope().id()), (ErrorKind::Refused, script.offers()[0].envelope().id()));
    assert_eq!(numbers(&manager.ledger()), [1, 0, 0, 0, 1]);
    script.offers()[0].confirm();
    assert_eq!(numbers(&closed(&manager).await), [1, 1, 0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_send_that_is_dropped_while_a_pipeline_holds_it_up_has_failed() {
    for script in both() {
        let manager = started(over(&script).pipeline("around", 0, Around("wait"))).await;
        assert!(tokio::time::timeout(PAUSE, manager.send_event(order(1))).await.is_err());
        assert_eq!(numbers(&closed(&manager).await), [1, 0, 0, 1, 0], "it surely did not leave");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_cannot_be_sent_is_counted_as_failed() {
    let script = Script::new();
    let manager = sending(&script).await;
    given_back(bounded(manager.send_event(Picky::Refuses)).await);
    assert_eq!(numbers(&closed(&manager).await), [1, 0, 0, 1, 0]);
}

#[tokio::test(start_paused = true)]
async fn every_delivery_is_counted_by_its_fate() {
    let script = Script::new();
    let listener = |received: tidings_core::delivery::Received<Order>| -> BoxFuture<'static, Result> {
        Box::pin(async move {
            match received.event().order {
                1 => Ok(()),
                2 => Err("again".into()),
                _ => Err(Failure::permanent("never")),
            }
        })
    };
    let manager = started(over(&script).listen(orders(), listener)).await;
    let queue = script.queue("invoice");
    for number in 1..=3 {
        queue.push_event(order(number));
    }
    bounded(queue.settlements(3)).await;
    assert_eq!(fates(&manager.ledger()), [3, 1, 1, 1, 0, 0]);
    let ledger = closed(&manager).await;
    assert_eq!(fates(&ledger), [3, 1, 1, 1, 0, 0]);
    assert_eq!(numbers(&ledger), [0; 5], "copies are no sends of users");
    let page = &ledger.listeners[0];
    assert_eq!((&*page.event, &*page.listener, &*page.queue), ("order.placed", "invoice", "order.placed::invoice"));
}

#[tokio::test(start_paused = true)]
async fn an_epoch_that_ends_returns_what_was_in_flight_whatever_becomes_of_it() {
    let (script, gate) = (Script::new(), Gate::new());
    let manager = started(over(&script).listen(orders(), gate.listener(|order: &Order| order.order))).await;
    let queue = script.queue("invoice");
    queue.push_event(order(1));
    gate.began(1).await;
    assert_eq!(fates(&manager.ledger()), [1, 0, 0, 0, 0, 1]);
    queue.lose();
    quiet().await;
    assert_eq!(fates(&manager.ledger()), [1, 0, 0, 0, 1, 0], "its attempt still runs");
    queue.push_event(order(1));
    gate.open(2);
    assert_eq!(bounded(queue.settlements(1)).await[0].1, Settlement::Accept);
    assert_eq!(fates(&closed(&manager).await), [2, 1, 0, 0, 1, 0]);
}

#[tokio::test(start_paused = true)]
async fn what_a_shutdown_does_not_wait_for_is_counted_as_returned() {
    let (script, gate) = (Script::new(), Gate::new());
    let manager = started(over(&script).listen(orders(), gate.listener(|order: &Order| order.order))).await;
    script.queue("invoice").push_event(order(1));
    gate.began(1).await;
    let unfinished = bounded(manager.shutdown()).await.unwrap_err();
    assert_eq!(fates(&unfinished.ledger), [1, 0, 0, 0, 1, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_send_whose_listener_failed_where_it_was_sent_may_be_dropped_at_any_time() {
    let script = Script::new().able(|able| (able.inline, able.body) = (true, BodyKind::Typed));
    let recorder = Recorder::<Order>::new();
    let manager = started(over(&script).listen(orders(), recorder.listener())).await;
    script.answer(Sent::Copies, Answer::Wait);
    recorder.fail_next("no");
    // Its copy is never confirmed, and then nobody waits any more.
    assert!(tokio::time::timeout(PAUSE, manager.send_event(order(1))).await.is_err());
    let ledger = closed(&manager).await;
    assert_eq!((numbers(&ledger), fates(&ledger)), ([1, 0, 0, 0, 1], [0; 6]), "it is its sender's");
}

#[tokio::test(start_paused = true)]
async fn what_listeners_do_where_an_event_is_sent_is_counted_by_its_fate() {
    let script = Script::new().able(|able| (able.inline, able.body) = (true, BodyKind::Typed));
    let recorder = Recorder::<Order>::new();
    let manager = started(over(&script).listen(orders(), recorder.listener())).await;
    for failure in [None, Some("again".into()), Some(Failure::permanent("never"))] {
        failure.into_iter().for_each(|failure: Failure| recorder.fail_next(failure));
        bounded(manager.send_event(order(1))).await.unwrap();
    }
    script.answer(Sent::Copies, Answer::Refuse(ErrorKind::Full));
    recorder.fail_next("no");
    undecided(bounded(manager.send_event(order(1))).await);
    let ledger = closed(&manager).await;
    assert_eq!((numbers(&ledger), fates(&ledger)), ([4, 3, 0, 0, 1], [4, 1, 1, 1, 1, 0]));
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_is_subscribed_again_goes_on_counting() {
    let (manager, script, recorder) = recording::<Order>(orders()).await;
    script.queue("invoice").push_event(order(1));
    bounded(recorder.received(1)).await.unwrap();
    let (id, _) = manager.subscriptions().remove(0);
    assert!(bounded(manager.unsubscribe(id)).await);
    let again = Recorder::<Order>::new();
    bounded(manager.subscribe(orders(), again.listener())).await.unwrap();
    script.queue("invoice").push_event(order(2));
    bounded(again.received(1)).await.unwrap();
    let ledger = closed(&manager).await;
    assert_eq!((fates(&ledger), ledger.listeners.len()), ([2, 2, 0, 0, 0, 0], 1));
}

#[tokio::test(start_paused = true)]
async fn a_ledger_can_be_read_while_everything_is_under_way() {
    let script = Script::new();
    let manager = sending(&script).await;
    script.answer(Sent::Events, Answer::Leave);
    let mut send = pin!(manager.send_event(order(1)));
    poll_fn(|cx| Poll::Ready(send.as_mut().poll(cx).is_pending())).await;
    assert_eq!(numbers(&manager.ledger()), [1, 0, 0, 0, 1]);
    script.offers()[0].confirm();
    bounded(send).await.unwrap();
    assert_eq!(
        manager.ledger().to_string().split(", received").next(),
        Some("sent 1 (confirmed 1, of which unheard 0, failed 0, undecided 0)")
    );
}
