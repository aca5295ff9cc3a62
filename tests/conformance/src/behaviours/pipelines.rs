use std::{collections::BTreeSet, sync::Arc, sync::Mutex};

use tidings_core::{
    ErrorKind, Failure,
    delivery::Delivery,
    envelope::Envelope,
    error::Result,
    pipeline::{EnvelopePipeline, HandleNext, SendNext},
    subscription::ListenerInfo,
};

use super::{prelude::*, retry::quickly};
use crate::scene::lock;

type Log = Arc<Mutex<Vec<String>>>;

/// Writes down when it is called.
struct Logging(&'static str, Log);

impl Logging {
    fn log(&self, what: &str) {
        lock(&self.1).push(format!("{what} {}", self.0));
    }
}

impl EnvelopePipeline for Logging {
    fn send(&self, _: &mut Envelope) -> Result {
        self.log("send");
        Ok(())
    }

    fn handle(&self, _: &mut Envelope, _: &ListenerInfo) -> Result {
        self.log("handle");
        Ok(())
    }

    async fn around_send(&self, _: &Envelope, next: SendNext<'_>) -> Result {
        self.log("before send");
        let sent = next.run().await;
        self.log("after send");
        sent
    }

    async fn around_handle(&self, _: Delivery<'_>, next: HandleNext<'_>) -> Result {
        self.log("before handle");
        let handled = next.run().await;
        self.log("after handle");
        handled
    }
}

async fn all_calls<T: Tag>(scene: &Scene<'_>) -> Result<Vec<String>, Broken> {
    let log = Log::default();
    let invoice = scene.probe::<T>("invoice");
    let logged = scene.start(|manager| {
        manager
            .listen(invoice.claim(), invoice.ok())
            .pipeline("c", 10, Logging("c", log.clone()))
            .pipeline("b", 5, Logging("b", log.clone()))
            .pipeline("a", 10, Logging("a", log.clone()))
    });
    let manager = logged.await?;
    manager.send_event(T::event(1)).await?;
    invoice.next().await?;
    manager.shutdown().await?;
    Ok(lock(&log).clone())
}

fn those<'a>(calls: &'a [String], what: &str) -> Vec<&'a str> {
    calls.iter().filter(|call| call.contains(what)).map(String::as_str).collect()
}

pub(crate) async fn pipelines_run_in_order_when_sending(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let calls = all_calls::<Placed>(scene).await?;
    let calls = those(&calls, "send");
    let before = ["send b", "send a", "send c", "before send b", "before send a", "before send c"];
    let after = ["after send c", "after send a", "after send b"];
    ensure_eq!(calls, [before.as_slice(), &after].concat(), "the calls");
    Ok(())
}

pub(crate) async fn pipelines_run_in_reverse_when_handling(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let calls = all_calls::<Placed>(scene).await?;
    let calls = those(&calls, "handle");
    let before = ["handle c", "handle a", "handle b", "before handle c", "before handle a", "before handle b"];
    let after = ["after handle b", "after handle a", "after handle c"];
    ensure_eq!(calls, [before.as_slice(), &after].concat(), "the calls");
    Ok(())
}

/// Sets a header on sending, and one of the listener's name on handling.
struct Marking;

impl EnvelopePipeline for Marking {
    fn send(&self, envelope: &mut Envelope) -> Result {
        envelope.set("session", "s-1");
        Ok(())
    }

    fn handle(&self, envelope: &mut Envelope, listener: &ListenerInfo) -> Result {
        let before = envelope.get("handled").map_or_else(String::new, str::to_owned);
        envelope.set("handled", format!("{before}{}", listener.name()));
        Ok(())
    }
}

pub(crate) async fn a_header_that_a_pipeline_sets_on_sending_arrives(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let marked = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok()).pipeline("m", 0, Marking));
    let manager = marked.await?;
    manager.send_event(Placed::event(1)).await?;
    manager.compose(Placed::event(2)).header("session", "overwritten").header("own", "kept").send().await?;
    for seen in invoice.take(2).await? {
        ensure_eq!(seen.headers.get("session"), Some("s-1"), "the header");
        ensure_eq!(seen.headers.get("own"), (seen.event.n == 2).then_some("kept"), "the other header");
    }
    Ok(())
}

pub(crate) async fn a_header_that_a_pipeline_sets_on_handling_is_for_one_listener_and_attempt(
    scene: &Scene<'_>,
) -> Outcome {
    event!(Placed);
    let (invoice, audit) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("audit"));
    let marked = scene.start(|manager| {
        manager
            .listen(invoice.claim().retry(quickly(3).requeue()), invoice.failing(1))
            .listen(audit.claim().retry(quickly(3).in_place()), audit.failing(1))
            .pipeline("m", 0, Marking)
    });
    let manager = marked.await?;
    manager.send_event(Placed::event(1)).await?;
    for probe in [&invoice, &audit] {
        for seen in probe.take(2).await? {
            let what = format!("the header of attempt {}", seen.attempt);
            ensure_eq!(seen.headers.get("handled"), Some(probe.name()), what);
        }
    }
    Ok(())
}

/// Refuses to send what has an odd number in its header.
pub(super) struct RefuseOdd;

impl EnvelopePipeline for RefuseOdd {
    fn send(&self, envelope: &mut Envelope) -> Result {
        let odd = envelope.get("n").is_some_and(|n| n.ends_with(['1', '3', '5', '7', '9']));
        if odd { Err(Failure::new("odd")) } else { Ok(()) }
    }
}

struct RefuseSend;

impl EnvelopePipeline for RefuseSend {
    async fn around_send(&self, envelope: &Envelope, next: SendNext<'_>) -> Result {
        if envelope.get("n").is_some() { Err(Failure::new("not this one")) } else { next.run().await }
    }
}

async fn gives_back<T: Tag>(scene: &Scene<'_>, pipeline: impl EnvelopePipeline) -> Outcome {
    let invoice = scene.probe::<T>("invoice");
    let refusing = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok()).pipeline("r", 0, pipeline));
    let manager = refusing.await?;
    let Err(error) = manager.compose(T::event(1)).header("n", "1").send().await else {
        return Err(Broken::new("the event was sent though a pipeline refused it"));
    };
    ensure_eq!(error.error().kind(), ErrorKind::Refused, "the error's kind");
    ensure_eq!(error.into_value().map(|event| event.n), Some(1), "the event given back");
    manager.send_event(T::event(2)).await?;
    ensure_eq!(invoice.next().await?.event.n, 2, "what arrives");
    Ok(())
}

pub(crate) async fn an_event_that_a_pipeline_refuses_to_send_is_given_back(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    gives_back::<Placed>(scene, RefuseOdd).await
}

pub(crate) async fn an_event_that_a_pipeline_around_sending_refuses_is_given_back(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    gives_back::<Placed>(scene, RefuseSend).await
}

/// Refuses to hand an event with this header to a listener.
struct RefuseHandle;

impl EnvelopePipeline for RefuseHandle {
    fn handle(&self, envelope: &mut Envelope, _: &ListenerInfo) -> Result {
        if envelope.get("refuse").is_some() { Err(Failure::new("not this one")) } else { Ok(()) }
    }
}

pub(crate) async fn an_event_that_a_pipeline_refuses_to_hand_over_is_a_dead_letter(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let refusing = scene.start(|manager| {
        manager.listen(invoice.claim().retry(quickly(5)), invoice.ok()).pipeline("r", 0, RefuseHandle)
    });
    let manager = refusing.await?;
    manager.compose(Placed::event(1)).header("refuse", "yes").send().await?;
    let refused = |told: &crate::scene::Told| matches!(told, crate::scene::Told::DeadLettered { reason, .. } if reason.contains("not this one"));
    scene.told("the dead letter", 1, refused).await?;
    manager.send_event(Placed::event(2)).await?;
    let seen: Vec<_> = invoice.take(1).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(seen, [2], "what the listener got");
    Ok(())
}

/// Fails the first attempt before the listener is called.
struct FailFirst;

impl EnvelopePipeline for FailFirst {
    async fn around_handle(&self, delivery: Delivery<'_>, next: HandleNext<'_>) -> Result {
        if delivery.attempt() == 1 { Err(Failure::new("not yet")) } else { next.run().await }
    }
}

pub(crate) async fn a_failure_of_a_pipeline_around_handling_is_a_failed_attempt(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let failing = scene
        .start(|manager| manager.listen(invoice.claim().retry(quickly(3)), invoice.ok()).pipeline("f", 0, FailFirst));
    let manager = failing.await?;
    manager.send_event(Placed::event(1)).await?;
    let seen = invoice.next().await?;
    ensure_eq!((seen.event.n, seen.attempt), (1, 2), "event and attempt");
    Ok(())
}

/// Handles an event itself.
struct Swallow(tokio::sync::mpsc::UnboundedSender<String>);

impl EnvelopePipeline for Swallow {
    async fn around_handle(&self, delivery: Delivery<'_>, next: HandleNext<'_>) -> Result {
        match delivery.envelope().get("swallow") {
            Some(_) => Ok(self.0.send(delivery.listener().name().to_owned())?),
            None => next.run().await,
        }
    }
}

pub(crate) async fn an_event_that_a_pipeline_handles_itself_is_accepted(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let (invoice, audit) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("audit"));
    let swallowing = scene.start(|manager| {
        manager.listen(invoice.claim(), invoice.ok()).listen(audit.claim(), audit.ok()).pipeline("s", 0, Swallow(tell))
    });
    let manager = swallowing.await?;
    manager.compose(Placed::event(1)).header("swallow", "yes").send().await?;
    manager.send_event(Placed::event(2)).await?;
    let mut listeners = BTreeSet::new();
    for _ in 0..2 {
        listeners.extend(scene.within("the pipeline", told.recv()).await?);
    }
    ensure_eq!(listeners, BTreeSet::from([invoice.name().to_owned(), audit.name().to_owned()]), "for whom it ran");
    for probe in [&invoice, &audit] {
        ensure_eq!(probe.next().await?.event.n, 2, format!("what {} got", probe.name()));
    }
    Ok(())
}
