//! Pipelines: their order, whom their headers reach, and what they may refuse.

use tidings_core::{
    ErrorKind, Result,
    delivery::Delivery,
    envelope::Envelope,
    pipeline::{EnvelopePipeline, HandleNext, SendNext},
    subscription::{ListenerInfo, Subscription},
    testing::{Answer, Recorder, Script, Sent, To},
};

use crate::support::*;

/// Tells of all four methods.
struct Telling(&'static str, Log);

impl EnvelopePipeline for Telling {
    fn send(&self, _: &mut Envelope) -> Result {
        self.1.add(format!("{} send", self.0));
        Ok(())
    }

    fn handle(&self, _: &mut Envelope, _: &ListenerInfo) -> Result {
        self.1.add(format!("{} handle", self.0));
        Ok(())
    }

    async fn around_send(&self, _: &Envelope, next: SendNext<'_>) -> Result {
        self.1.add(format!("{} before sending", self.0));
        let sent = next.run().await;
        self.1.add(format!("{} after sending", self.0));
        sent
    }

    async fn around_handle(&self, _: Delivery<'_>, next: HandleNext<'_>) -> Result {
        self.1.add(format!("{} before handling", self.0));
        let handled = next.run().await;
        self.1.add(format!("{} after handling", self.0));
        handled
    }
}

#[tokio::test(start_paused = true)]
async fn pipelines_run_by_order_then_name_on_sending_and_in_reverse_on_handling() {
    let (script, log, recorder) = (Script::new(), Log::default(), Recorder::<Order>::new());
    let builder = over(&script).listen(orders(), recorder.listener());
    let builder = builder.pipeline("late", 10, Telling("late", log.clone()));
    let builder = builder.pipeline("b", 0, Telling("b", log.clone())).pipeline("a", 0, Telling("a", log.clone()));
    let manager = started(builder).await;
    bounded(manager.send_event(order(1))).await.unwrap();
    let way = "a send, b send, late send, a before sending, b before sending, late before sending, \
               late after sending, b after sending, a after sending";
    assert_eq!(log.all().join(", "), way);
    script.queue("invoice").push_event(order(1));
    bounded(script.queue("invoice").settlements(1)).await;
    let way = "late handle, b handle, a handle, late before handling, b before handling, a before handling, \
               a after handling, b after handling, late after handling";
    assert_eq!(log.all()[9..].join(", "), way);
}

/// Writes what it is told into a header, when sending and when handling.
struct Writing(&'static str);

impl EnvelopePipeline for Writing {
    fn send(&self, envelope: &mut Envelope) -> Result {
        envelope.set("sent", self.0);
        Ok(())
    }

    fn handle(&self, envelope: &mut Envelope, listener: &ListenerInfo) -> Result {
        let before = envelope.get("handled").unwrap_or_default();
        envelope.set("handled", format!("{before}{} by {} ", self.0, listener.name()));
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_written_on_sending_travels() {
    let script = Script::new();
    let manager = started(over(&script).pipeline("writing", 0, Writing("here"))).await;
    bounded(manager.send_event(order(1))).await.unwrap();
    bounded(manager.emit("stock.low", &1)).await.unwrap();
    manager.post(order(2));
    bounded(manager.send_events([order(3)])).await.remove(0).unwrap();
    assert!(script.offers().iter().all(|offer| offer.envelope().get("sent") == Some("here")));
}

#[tokio::test(start_paused = true)]
async fn what_is_written_on_handling_is_seen_by_that_listener_alone_and_by_no_copy() {
    let (script, invoice, audit) = (Script::new(), Recorder::<Order>::new(), Recorder::<Order>::new());
    let builder = over(&script).pipeline("writing", 0, Writing("x")).listen(orders(), invoice.listener());
    let builder = builder.listen(Subscription::of::<Order>("audit").retry(retries(2).in_place()), audit.listener());
    let _manager = started(builder).await;
    let event = Envelope::typed(order(1), &tidings_core::runtime::Runtime::system());
    let shared: tidings_core::sending::SharedEnvelope = std::sync::Arc::new(event);
    invoice.fail_next("no");
    audit.fail_next("no");
    audit.fail_next("no");
    for queue in ["invoice", "audit"] {
        script.queue(queue).push(tidings_core::provider::Content::Typed(shared.clone()));
        bounded(script.queue(queue).settlements(1)).await;
    }
    assert_eq!(invoice.all()[0].envelope().get("handled"), Some("x by invoice "));
    let attempts: Vec<_> = audit.all().iter().map(|r| r.envelope().get("handled").map(str::to_owned)).collect();
    assert_eq!(attempts, [Some("x by audit ".to_owned()), Some("x by audit ".to_owned())]);
    assert_eq!(shared.envelope().get("handled"), None);
    let offers = script.offers();
    assert_eq!(*offers[0].to(), To::Queue("order.placed::invoice".into()));
    assert_eq!(*offers[1].to(), To::DeadLetters("dead_letter.order.placed.audit".into()));
    assert!(offers.iter().all(|offer| offer.envelope().get("handled").is_none()));
}

/// Refuses what it is told to.
struct Refusing(&'static str);

impl EnvelopePipeline for Refusing {
    fn handle(&self, _: &mut Envelope, _: &ListenerInfo) -> Result {
        match self.0 {
            "handle" => Err("not for you".into()),
            "panic" => panic!("the pipeline panicked"),
            _ => Ok(()),
        }
    }

    async fn around_handle(&self, _: Delivery<'_>, next: HandleNext<'_>) -> Result {
        match self.0 {
            "around_handle" => Err("later".into()),
            "accept" => Ok(()),
            _ => next.run().await,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_handle_refuses_is_dead_lettered_at_once_with_its_reason() {
    for (what, reason) in [("handle", "not for you"), ("panic", "panicked: the pipeline panicked")] {
        let (script, recorder) = (Script::new(), Recorder::<Order>::new());
        let builder = over(&script).listen(orders(), recorder.listener());
        let _manager = started(builder.pipeline("refusing", 0, Refusing(what))).await;
        script.queue("invoice").push_event(order(1));
        bounded(script.queue("invoice").settlements(1)).await;
        let letters = script.dead_letters("dead_letter.order.placed.invoice");
        assert_eq!(letters[0].envelope().dead_letter().unwrap().reason, reason);
        assert_eq!(recorder.count(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn an_around_handle_that_fails_is_a_failed_attempt_and_one_that_does_not_run_the_rest_accepts() {
    for (what, copies) in [("around_handle", 1), ("accept", 0)] {
        let (script, recorder) = (Script::new(), Recorder::<Order>::new());
        let builder = over(&script).listen(orders(), recorder.listener());
        let _manager = started(builder.pipeline("refusing", 0, Refusing(what))).await;
        script.queue("invoice").push_event(order(1));
        bounded(script.queue("invoice").settlements(1)).await;
        assert_eq!((recorder.count(), script.offers().len()), (0, copies));
    }
}

/// About sending: does not run the rest, or fails, panics or swallows what the rest said.
struct About(&'static str);

impl EnvelopePipeline for About {
    async fn around_send(&self, _: &Envelope, next: SendNext<'_>) -> Result {
        match self.0 {
            "skip" => Ok(()),
            "refuse" => Err("not today".into()),
            "fail after" => {
                next.run().await?;
                Err("afterwards".into())
            }
            "panic before" => panic!("before"),
            "panic after" => {
                next.run().await?;
                panic!("after")
            }
            _ => {
                // Whatever was said is swallowed.
                let _ = next.run().await;
                Ok(())
            }
        }
    }
}

async fn about(what: &'static str, answer: Answer) -> (Script, tidings_core::sending::SendResult<Order>) {
    let script = Script::new();
    let manager = started(over(&script).pipeline("about", 0, About(what))).await;
    script.answer(Sent::Events, answer);
    let result = bounded(manager.send_event(order(1))).await;
    (script, result)
}

#[tokio::test(start_paused = true)]
async fn an_around_send_that_does_not_run_the_rest_has_sent_nothing_whatever_it_says() {
    for what in ["skip", "refuse", "panic before"] {
        let (script, result) = about(what, Answer::Confirm).await;
        assert_eq!(given_back(result), (order(1), ErrorKind::Refused), "{what}");
        assert!(script.offers().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_that_was_confirmed_before_its_around_send_failed_is_undecided() {
    for what in ["fail after", "panic after"] {
        let (script, result) = about(what, Answer::Confirm).await;
        let (envelope, kind) = undecided(result);
        assert_eq!(
            (kind, envelope.envelope().id()),
            (ErrorKind::Refused, script.offers()[0].envelope().id()),
            "{what}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn no_around_send_can_hide_what_the_provider_said() {
    let (_, result) = about("swallow", Answer::Refuse(ErrorKind::Rejected)).await;
    assert_eq!(given_back(result), (order(1), ErrorKind::Rejected));
    let (_, result) = about("swallow", Answer::Undecided(ErrorKind::Disconnected)).await;
    assert_eq!(undecided(result).1, ErrorKind::Disconnected);
    let (_, result) = about("swallow", Answer::Confirm).await;
    assert!(result.is_ok());
}

/// Does nothing of its own.
struct Silent;

impl EnvelopePipeline for Silent {}

/// Writes a header and leaves the rest to another.
struct Wrapping<P>(P);

impl<P: EnvelopePipeline> EnvelopePipeline for Wrapping<P> {
    fn handle(&self, envelope: &mut Envelope, listener: &ListenerInfo) -> Result {
        envelope.set("wrapped", "yes");
        self.0.handle(envelope, listener)
    }
}

#[tokio::test(start_paused = true)]
async fn a_pipeline_that_wraps_one_without_a_handle_of_its_own_goes_on_handling() {
    let (script, recorder) = (Script::new(), Recorder::<Order>::new());
    let builder = over(&script).listen(orders(), recorder.listener());
    let _manager = started(builder.pipeline("wrapping", 0, Wrapping(Silent)).pipeline("silent", 1, Silent)).await;
    for number in 0..3 {
        script.queue("invoice").push_event(order(number));
    }
    let received = bounded(recorder.received(3)).await.unwrap();
    assert!(received.iter().all(|received| received.envelope().get("wrapped") == Some("yes")));
}
