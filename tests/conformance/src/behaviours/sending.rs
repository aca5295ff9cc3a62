use tidings_core::ErrorKind;

use super::prelude::*;
use crate::scene::Told;

pub(crate) async fn posted_events_arrive_in_the_order_in_which_they_were_posted(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    (0..100).for_each(|n| manager.post(Placed::event(n)));
    let numbers: Vec<_> = invoice.take(100).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, (0..100).collect::<Vec<_>>(), "what arrives");
    Ok(())
}

pub(crate) async fn a_posted_event_carries_headers_key_and_delay(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    manager.compose(Placed::event(1)).header("session", "s-1").key("k").post();
    let seen = invoice.next().await?;
    ensure_eq!((seen.headers.get("session"), seen.key.as_deref()), (Some("s-1"), Some("k")), "header and key");
    Ok(())
}

pub(crate) async fn a_posted_event_that_is_not_sent_is_reported(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    manager.compose(Placed::event(1)).header("event_id", "reserved").post();
    scene.told("the report", 1, |told| matches!(told, Told::NotConfirmed { .. })).await?;
    manager.post(Placed::event(2));
    ensure_eq!(invoice.next().await?.event.n, 2, "what arrives");
    Ok(())
}

pub(crate) async fn posted_events_are_sent_before_a_shutdown_ends(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let sender = scene.start(|manager| manager).await?;
    (0..50).for_each(|n| sender.post(Placed::event(n)));
    sender.shutdown().await?;
    let numbers: Vec<_> = invoice.take(50).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, (0..50).collect::<Vec<_>>(), "what arrives");
    Ok(())
}

pub(crate) async fn a_send_before_the_start_gives_the_event_back(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.build(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let Err(error) = manager.send_event(Placed::event(1)).await else {
        return Err(Broken::new("an event was sent before the start"));
    };
    ensure_eq!(error.error().kind(), ErrorKind::NotStarted, "the error's kind");
    ensure_eq!(error.into_value().map(|event| event.n), Some(1), "the event given back");
    manager.start().await?;
    manager.send_event(Placed::event(2)).await?;
    ensure_eq!(invoice.next().await?.event.n, 2, "what arrives");
    Ok(())
}

pub(crate) async fn health_is_up_while_all_is_well(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.build(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    ensure!(!manager.health().is_up(), "health is up before the start");
    manager.start().await?;
    manager.send_event(Placed::event(1)).await?;
    invoice.next().await?;
    let health = manager.health();
    ensure!(health.is_up(), "health is {health:?}");
    ensure_eq!((health.providers.len(), health.listeners.len()), (1, 1), "how many providers and listeners there are");
    manager.shutdown().await?;
    ensure!(!manager.health().is_up(), "health is up after the shutdown");
    Ok(())
}
