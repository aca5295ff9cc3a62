//! Listeners whose first attempt runs in the caller's task.

use std::sync::{Arc, Mutex};

use tidings_core::{
    ErrorKind, Failure, Result,
    delivery::Delivery,
    envelope::Envelope,
    listener::EventListener,
    manager::{Builder, EventManager},
    pipeline::{EnvelopePipeline, SendNext},
    provider::BodyKind,
    subscription::{ListenerInfo, Subscription},
    testing::{Answer, Recorder, Script, Sent, To},
};

use crate::support::*;

fn inline() -> Script {
    Script::new().able(|able| (able.inline, able.body) = (true, BodyKind::Typed))
}

/// An order and the header that was written for its listener.
type Seen = (u64, Option<String>);

/// Remembers what it saw, and fails when told to.
#[derive(Clone, Default)]
struct Here(Arc<Mutex<Vec<Seen>>>, Arc<Mutex<Vec<Failure>>>);

impl EventListener<Order> for Here {
    async fn on(&self, event: &Order, delivery: Delivery<'_>) -> Result {
        let header = delivery.envelope().get("handled").map(str::to_owned);
        self.0.lock().unwrap().push((event.order, header));
        self.1.lock().unwrap().pop().map_or(Ok(()), Err)
    }
}

async fn with(script: &Script, change: impl FnOnce(Builder) -> Builder) -> (EventManager, Here) {
    let here = Here::default();
    let manager = started(change(over(script).listen(orders(), here.clone()))).await;
    (manager, here)
}

#[tokio::test(start_paused = true)]
async fn a_send_is_confirmed_once_its_listeners_have_run_and_nothing_is_offered() {
    let script = inline();
    let (manager, here) = with(&script, |builder| builder).await;
    bounded(manager.send_event(order(1))).await.unwrap();
    bounded(manager.send(Arc::new(Envelope::typed(order(2), &tidings_core::runtime::Runtime::system()))))
        .await
        .unwrap();
    bounded(manager.emit("order.placed", &order(3))).await.unwrap();
    manager.post(order(4));
    let ran: Vec<_> = here.0.lock().unwrap().iter().map(|(number, _)| *number).collect();
    assert_eq!(ran, [1, 2, 3, 4]);
    assert!(script.offers().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_failed_first_attempt_goes_on_in_its_queue_and_the_send_is_confirmed() {
    let script = inline();
    let (manager, here) = with(&script, |builder| builder).await;
    here.1.lock().unwrap().push("no".into());
    bounded(manager.send_event(order(1))).await.unwrap();
    let copy = script.offers().remove(0);
    assert_eq!(*copy.to(), To::Queue("order.placed::invoice".into()));
    assert_eq!((copy.envelope().attempt(), copy.envelope().delay()), (2, Some(PAUSE)));
    here.1.lock().unwrap().push(Failure::permanent("never"));
    bounded(manager.send_event(order(2))).await.unwrap();
    let letters = script.dead_letters("dead_letter.order.placed.invoice");
    assert_eq!(letters[0].envelope().dead_letter().unwrap().reason, "never");
}

#[tokio::test(start_paused = true)]
async fn a_failed_first_attempt_whose_copy_cannot_be_written_leaves_the_send_undecided() {
    let script = inline();
    let (manager, here) = with(&script, |builder| builder).await;
    script.answer(Sent::Copies, Answer::Refuse(ErrorKind::Full));
    here.1.lock().unwrap().push("no".into());
    let (envelope, kind) = undecided(bounded(manager.send_event(order(1))).await);
    assert_eq!((kind, envelope.envelope().as_event::<Order>()), (ErrorKind::Full, Some(&order(1))));
}

#[tokio::test(start_paused = true)]
async fn events_with_a_key_or_a_delay_go_through_the_queue() {
    let script = inline();
    let (manager, here) = with(&script, |builder| builder).await;
    bounded(manager.send_event(payment("a", 1))).await.unwrap();
    bounded(manager.compose(order(1)).key("a").send()).await.unwrap();
    bounded(manager.compose(order(2)).delay(PAUSE).send()).await.unwrap();
    assert_eq!((script.offers().len(), here.0.lock().unwrap().len()), (3, 0));
}

struct Handling;

impl EnvelopePipeline for Handling {
    fn handle(&self, envelope: &mut Envelope, listener: &ListenerInfo) -> Result {
        if envelope.get("refuse") == Some(listener.name()) {
            return Err("not for you".into());
        }
        let before = envelope.get("handled").unwrap_or_default();
        envelope.set("handled", format!("{before}{}", listener.name()));
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_handle_writes_is_for_that_listener_alone_and_what_it_refuses_stops_no_other() {
    for owning in [false, true] {
        let (script, audit, owner) = (inline(), Here::default(), Recorder::<Order>::new());
        let (manager, here) = with(&script, |builder| {
            let builder = builder.listen(Subscription::of::<Order>("audit"), audit.clone());
            let builder = builder.pipeline("handling", 0, Handling);
            if owning { builder.listen(Subscription::of::<Order>("owner"), owner.listener()) } else { builder }
        })
        .await;
        bounded(manager.send_event(order(1))).await.unwrap();
        assert_eq!(here.0.lock().unwrap()[0].1.as_deref(), Some("invoice"));
        assert_eq!(audit.0.lock().unwrap()[0].1.as_deref(), Some("audit"));
        assert_eq!(owner.count(), usize::from(owning));
        bounded(manager.compose(order(2)).header("refuse", "invoice").send()).await.unwrap();
        assert_eq!((here.0.lock().unwrap().len(), audit.0.lock().unwrap().len()), (1, 2));
        let letters = script.dead_letters("dead_letter.order.placed.invoice");
        assert_eq!(letters[0].envelope().dead_letter().unwrap().reason, "not for you");
        assert_eq!(letters[0].envelope().get("handled"), None);
    }
}

struct Skipping;

impl EnvelopePipeline for Skipping {
    async fn around_send(&self, envelope: &Envelope, next: SendNext<'_>) -> Result {
        if envelope.get("skip").is_some() { Ok(()) } else { next.run().await }
    }
}

#[tokio::test(start_paused = true)]
async fn an_around_send_wraps_the_listeners() {
    let script = inline();
    let (manager, here) = with(&script, |builder| builder.pipeline("skipping", 0, Skipping)).await;
    bounded(manager.send_event(order(1))).await.unwrap();
    let skipped = bounded(manager.compose(order(2)).header("skip", "yes").send()).await;
    assert_eq!(given_back(skipped), (order(2), ErrorKind::Refused));
    assert_eq!(here.0.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn listeners_that_come_and_go_are_run_from_then_on_and_no_longer() {
    let script = inline();
    let (manager, here) = with(&script, |builder| builder).await;
    bounded(manager.send_event(order(1))).await.unwrap();
    let audit = Here::default();
    let subscription = Subscription::of::<Order>("audit");
    let id = bounded(manager.subscribe(subscription, audit.clone())).await.unwrap();
    bounded(manager.send_event(order(2))).await.unwrap();
    bounded(manager.unsubscribe(id)).await;
    bounded(manager.send_event(order(3))).await.unwrap();
    assert_eq!((here.0.lock().unwrap().len(), audit.0.lock().unwrap().len()), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn a_panicking_listener_breaks_no_sender() {
    struct Panicking;
    impl EventListener<Order> for Panicking {
        async fn on(&self, _: &Order, _: Delivery<'_>) -> Result {
            panic!("the listener panicked")
        }
    }
    let script = inline();
    let manager = started(over(&script).listen(orders(), Panicking)).await;
    bounded(manager.send_event(order(1))).await.unwrap();
    assert_eq!(*script.offers()[0].to(), To::Queue("order.placed::invoice".into()));
}
