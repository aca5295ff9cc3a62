use tidings_core::{ErrorKind, delivery::Received, manager::EventStream};

use super::{prelude::*, retry::quickly};

pub(crate) async fn a_listener_can_be_added_while_the_manager_runs(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (early, late) = (scene.probe::<Placed>("early"), scene.probe::<Placed>("late"));
    let manager = scene.start(|manager| manager.listen(early.claim(), early.ok())).await?;
    manager.send_event(Placed::event(1)).await?;
    ensure_eq!(early.next().await?.event.n, 1, "what the first listener got");
    let id = manager.subscribe(late.claim(), late.ok()).await?;
    ensure!(manager.subscriptions().iter().any(|(known, _)| *known == id), "the subscription is not listed");
    manager.send_event(Placed::event(2)).await?;
    for probe in [&early, &late] {
        ensure_eq!(probe.next().await?.event.n, 2, format!("what {} got", probe.name()));
    }
    Ok(())
}

pub(crate) async fn a_closure_that_is_added_owns_event_and_envelope(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let manager = scene.start(|manager| manager).await?;
    let closure = move |received: Received<Fact<Placed>>| {
        let told = tell.send((received.n, received.envelope().get("session").map(str::to_owned)));
        async move { Ok(told?) }
    };
    manager.subscribe(scene.probe::<Placed>("closure").claim(), closure).await?;
    manager.compose(Placed::event(1)).header("session", "s-1").send().await?;
    let got = scene.within("the event", told.recv()).await?.ok_or("the closure ended")?;
    ensure_eq!(got, (1, Some("s-1".to_owned())), "event and header");
    Ok(())
}

pub(crate) async fn a_listener_that_was_removed_gets_nothing_more(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (staying, leaving) = (scene.probe::<Placed>("staying"), scene.probe::<Placed>("leaving"));
    let manager = scene.start(|manager| manager.listen(staying.claim(), staying.ok())).await?;
    let id = manager.subscribe(leaving.claim(), leaving.ok()).await?;
    manager.send_event(Placed::event(1)).await?;
    ensure_eq!(leaving.next().await?.event.n, 1, "what it got before");
    ensure!(manager.unsubscribe(id).await, "there was nothing to remove");
    ensure!(!manager.unsubscribe(id).await, "it was removed twice");
    ensure_eq!(manager.subscriptions().len(), 1, "how many are left");
    manager.send_event(Placed::event(2)).await?;
    staying.take(2).await?;
    manager.shutdown().await?;
    ensure!(leaving.rest().await.is_empty(), "it got an event after it was removed");
    Ok(())
}

pub(crate) async fn a_name_that_is_taken_cannot_be_added(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    match manager.subscribe(invoice.claim(), invoice.ok()).await {
        Err(error) => ensure_eq!(error.kind(), ErrorKind::Conflict, "the error's kind"),
        Ok(_) => return Err(Broken::new("two listeners have one queue")),
    }
    manager.send_event(Placed::event(1)).await?;
    ensure_eq!(invoice.next().await?.event.n, 1, "what the listener got");
    Ok(())
}

async fn pull<T: Tag>(
    scene: &Scene<'_>,
    stream: &mut EventStream<Fact<T>>,
) -> Result<tidings_core::manager::Pulled<Fact<T>>, Broken> {
    scene.within("the next delivery", stream.next()).await?.ok_or_else(|| Broken::new("the stream ended"))
}

pub(crate) async fn a_stream_gives_deliveries_in_their_order(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let manager = scene.start(|manager| manager).await?;
    let mut stream = manager.stream::<Fact<Placed>>(scene.probe::<Placed>("stream").claim()).await?;
    let sending = manager.clone();
    let sends = scene.beside(async move { sending.send_events((1..=10).map(Placed::event)).await });
    for n in 1..=10 {
        let pulled = pull(scene, &mut stream).await?;
        ensure_eq!((pulled.n, pulled.delivery().attempt()), (n, 1), "event and attempt");
        pulled.accept();
    }
    let sent = scene.within("the sends", sends).await??;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    Ok(())
}

pub(crate) async fn a_pulled_delivery_that_fails_or_is_dropped_comes_again(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let manager = scene.start(|manager| manager).await?;
    let probe = scene.probe::<Placed>("stream");
    let mut stream = manager.stream::<Fact<Placed>>(probe.claim().retry(quickly(5))).await?;
    let sending = manager.clone();
    let send = scene.beside(async move { sending.send_event(Placed::event(1)).await });
    let first = pull(scene, &mut stream).await?;
    ensure_eq!(first.delivery().attempt(), 1, "the first attempt");
    drop(first);
    let second = pull(scene, &mut stream).await?;
    ensure_eq!((second.n, second.delivery().attempt()), (1, 2), "event and attempt after a drop");
    second.fail("told to fail");
    let third = pull(scene, &mut stream).await?;
    ensure_eq!((third.n, third.delivery().attempt()), (1, 3), "event and attempt after a failure");
    third.accept();
    scene.within("the send", send).await???;
    scene.told("both failures", 2, |told| told.is_failure_of(probe.name())).await?;
    Ok(())
}

pub(crate) async fn a_stream_ends_with_its_manager(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let manager = scene.start(|manager| manager).await?;
    let mut stream = manager.stream::<Fact<Placed>>(scene.probe::<Placed>("stream").claim()).await?;
    manager.shutdown().await?;
    ensure!(scene.within("the end", stream.next()).await?.is_none(), "there was a delivery after the end");
    Ok(())
}
