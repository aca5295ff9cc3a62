use std::{sync::Arc, time::Duration};

use tidings_core::{envelope::Envelope, id::CorrelationId, runtime::Runtime};

use super::prelude::*;

pub(crate) async fn id_and_time_are_made_once_and_the_same_for_every_listener(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (invoice, audit) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("audit"));
    let both = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok()).listen(audit.claim(), audit.ok()));
    let manager = both.await?;
    let before = Runtime::system().now();
    manager.send_event(Placed::event(1)).await?;
    let (one, other) = (invoice.next().await?, audit.next().await?);
    let after = Runtime::system().now();
    ensure_eq!(one.id, other.id, "the id for the second listener");
    ensure_eq!(one.id.uuid().map(|id| id.get_version_num()), Some(7), "the version of the id");
    ensure_eq!(one.occurred_at, other.occurred_at, "the time for the second listener");
    ensure!(before <= one.occurred_at && one.occurred_at <= after, "{} is not when it was sent", one.occurred_at);
    Ok(())
}

pub(crate) async fn an_event_sent_by_its_name_has_one_id_for_every_listener(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (invoice, audit) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("audit"));
    let both =
        scene.start(|manager| manager.listen(invoice.claim(), invoice.failing(1)).listen(audit.claim(), audit.ok()));
    let manager = both.await?;
    manager.emit(Placed::info().name(), &Placed::event(1)).await?;
    let (one, other, retry) = (invoice.next().await?, audit.next().await?, invoice.next().await?);
    ensure_eq!(other.id, one.id, "the id for the second listener");
    ensure_eq!(other.occurred_at, one.occurred_at, "the time for the second listener");
    ensure_eq!(retry.id, one.id, "the id of the retry");
    Ok(())
}

pub(crate) async fn name_address_and_version_arrive(scene: &Scene<'_>) -> Outcome {
    event!(Placed: with_version(3), with_address(elsewhere()));
    fn elsewhere() -> &'static str {
        format!("{}/elsewhere", crate::scene::unique::<Placed>()).leak()
    }
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    manager.send_event(Placed::event(1)).await?;
    let seen = archive.next().await?;
    ensure_eq!(seen.name, <Placed as Tag>::info().name(), "the name");
    ensure_eq!(seen.address, <Placed as Tag>::info().address(), "the address");
    ensure_eq!(seen.version, 3, "the version");
    Ok(())
}

pub(crate) async fn an_event_that_begins_a_conversation_lends_its_id(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    manager.send_event(Placed::event(1)).await?;
    let seen = archive.next().await?;
    ensure_eq!(seen.correlation_id, CorrelationId::from(seen.id.clone()), "the correlation id");
    ensure_eq!(seen.causation_id, None, "the causation id");
    Ok(())
}

pub(crate) async fn a_correlation_id_that_the_sender_sets_arrives(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    for id in ["0190b2a0-0000-7000-8000-000000000001", "order 4711 of größe"] {
        let id = CorrelationId::parse(id);
        manager.compose(Placed::event(1)).correlation_id(id.clone()).send().await?;
        ensure_eq!(archive.next().await?.correlation_id, id, "the correlation id");
    }
    Ok(())
}

pub(crate) async fn the_key_of_an_event_and_the_key_of_a_send_arrive(scene: &Scene<'_>) -> Outcome {
    event!(Placed: keyed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    manager.send_event(Placed::saying(1, "customer 7")).await?;
    ensure_eq!(archive.next().await?.key.as_deref(), Some("customer 7"), "the event's key");
    manager.compose(Placed::saying(2, "customer 7")).key("größe:1").send().await?;
    ensure_eq!(archive.next().await?.key.as_deref(), Some("größe:1"), "the key of the send");
    Ok(())
}

pub(crate) async fn an_event_without_a_key_arrives_without_one(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    manager.send_event(Placed::event(1)).await?;
    ensure_eq!(archive.next().await?.key, None, "the key");
    Ok(())
}

pub(crate) async fn the_first_delivery_is_attempt_one_of_no_replay(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    manager.send_event(Placed::event(1)).await?;
    let seen = archive.next().await?;
    ensure_eq!((seen.attempt, seen.replay, seen.redelivered), (1, 0, false), "attempt, replay and redelivered");
    ensure_eq!(seen.content_type, "application/json", "the content type");
    Ok(())
}

pub(crate) async fn an_envelope_is_sent_under_its_own_id_and_time(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    let mut envelope = Envelope::typed(Placed::event(1), &Runtime::system());
    envelope.set("session", "s-1");
    let (id, time) = (envelope.id().clone(), envelope.occurred_at());
    manager.send(Arc::new(envelope)).await?;
    let seen = archive.next().await?;
    ensure_eq!(seen.id, id, "the id");
    ensure_eq!(seen.occurred_at, time, "the time");
    ensure_eq!(seen.headers.get("session"), Some("s-1"), "the header");
    Ok(())
}

pub(crate) async fn a_received_envelope_is_sent_on_as_a_new_event(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let archive = scene.probe::<Placed>("archive");
    let (keep, mut kept) = tokio::sync::mpsc::unbounded_channel();
    let whole = move |received: tidings_core::delivery::Received<Fact<Placed>>| {
        let told = keep.send(received.shared_envelope().clone());
        async move { Ok(told?) }
    };
    let claim = scene.probe::<Placed>("whole").claim();
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok()).listen(claim, whole)).await?;
    manager.send_event(Placed::event(1)).await?;
    let first = archive.next().await?;
    let received = scene.within("the envelope", kept.recv()).await?.ok_or("the listener ended")?;
    manager.send(received.fresh_id()).await?;
    let second = archive.next().await?;
    ensure!(first.id != second.id, "the new event has the id of the old one");
    ensure_eq!(second.event.n, 1, "the event");
    Ok(())
}

pub(crate) async fn an_envelope_sent_twice_under_one_id_arrives_once(scene: &Scene<'_>) -> Outcome {
    event!(Placed: durable);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    let envelope: tidings_core::sending::SharedEnvelope =
        Arc::new(Envelope::typed(Placed::event(1), &Runtime::system()));
    manager.send(envelope.clone()).await?;
    manager.send(envelope).await?;
    manager.send_event(Placed::event(2)).await?;
    let seen: Vec<_> = archive.take(2).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(seen, [1, 2], "what arrives");
    Ok(())
}

pub(crate) async fn a_delay_is_not_inherited_by_what_arrives(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.failing(1))).await?;
    manager.compose(Placed::event(1)).delay(Duration::from_millis(50)).header("session", "s").send().await?;
    let (first, second) = (archive.next().await?, archive.next().await?);
    ensure_eq!((first.attempt, second.attempt), (1, 2), "the attempts");
    ensure_eq!(second.headers.len(), 1, "how many headers a retry has");
    Ok(())
}
