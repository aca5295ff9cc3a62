use tidings_core::{
    ErrorKind,
    delivery::{ExternalEvent, Received},
    event::EventInfo,
    sending::EmitError,
    subscription::Subscription,
};
use tokio::sync::mpsc::unbounded_channel;

use super::prelude::*;

pub(crate) async fn an_event_sent_by_its_name_reaches_a_typed_listener(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    let sender = scene.start(|manager| manager).await?;
    sender.emit(Placed::info().name(), &serde_json::json!({"n": 7, "text": "by name"})).await?;
    let seen = archive.next().await?;
    ensure!(seen.event == Placed::saying(7, "by name"), "{:?} arrived", seen.event);
    ensure_eq!(seen.name, Placed::info().name(), "the name");
    Ok(())
}

pub(crate) async fn a_listener_by_name_gets_name_and_data_of_a_typed_event(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (tell, mut told) = unbounded_channel();
    let by_name = move |received: Received<ExternalEvent>| {
        let told = tell.send((*received).clone());
        async move { Ok(told?) }
    };
    let external = EventInfo::external(Placed::info().name());
    let claim = Subscription::to(scene.name("by_name"), external);
    scene.start(|manager| manager.listen(claim, by_name)).await?;
    let sender = scene.start(|manager| manager).await?;
    sender.send_event(Placed::saying(7, "größe")).await?;
    let event = scene.within("the event", told.recv()).await?.ok_or("the listener ended")?;
    ensure_eq!(event.name(), Placed::info().name(), "the name");
    ensure_eq!(*event.data(), serde_json::json!({"n": 7, "text": "größe"}), "the data");
    let typed: Fact<Placed> = event.to().map_err(|failure| Broken::new(failure.to_string()))?;
    ensure_eq!(typed.n, 7, "the event");
    Ok(())
}

pub(crate) async fn typed_listeners_and_listeners_by_name_share_an_event(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (tell, mut told) = unbounded_channel();
    let by_name = move |received: Received<ExternalEvent>| {
        let told = tell.send(received.data()["n"].as_u64());
        async move { Ok(told?) }
    };
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    let claim = Subscription::to(scene.name("by_name"), EventInfo::external(Placed::info().name()));
    manager.subscribe(claim, by_name).await?;
    manager.send_event(Placed::event(1)).await?;
    manager.emit(Placed::info().name(), &serde_json::json!({"n": 2, "text": ""})).await?;
    for n in 1..=2 {
        ensure_eq!(archive.next().await?.event.n, n, "what the typed listener got");
        let event = scene.within("the event by name", told.recv()).await?;
        ensure_eq!(event, Some(Some(n)), "what the listener by name got");
    }
    Ok(())
}

pub(crate) async fn an_event_by_name_may_be_any_json(scene: &Scene<'_>) -> Outcome {
    let (tell, mut told) = unbounded_channel();
    let by_name = move |received: Received<ExternalEvent>| {
        let told = tell.send(received.data().clone());
        async move { Ok(told?) }
    };
    let name = scene.name("anything");
    let claim = Subscription::to(scene.name("by_name"), EventInfo::external(name.clone()));
    let manager = scene.start(|manager| manager.listen(claim, by_name)).await?;
    let all = serde_json::json!([7, -1.5, true, null, "größe", "", [], {}, {"a": [{"b": null}]}]);
    for data in all.as_array().into_iter().flatten() {
        manager.emit(&name, data).await?;
        let is = scene.within("the event", told.recv()).await?.ok_or("the listener ended")?;
        ensure_eq!(is, *data, "the data");
    }
    Ok(())
}

pub(crate) async fn a_name_that_a_broker_would_misread_is_refused(scene: &Scene<'_>) -> Outcome {
    let manager = scene.start(|manager| manager).await?;
    for name in ["", "a b", "a::b", "a*", "a#", "$sys", "activemq.x", "dead_letter.x"] {
        match manager.emit(name, &1).await {
            Err(EmitError::Invalid(error)) if error.kind() == ErrorKind::Configuration => {}
            other => return Err(Broken::new(format!("the name {name:?} gave {other:?}"))),
        }
    }
    Ok(())
}
