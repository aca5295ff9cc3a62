use super::prelude::*;

pub(crate) async fn every_listener_of_an_event_gets_it(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let probes = ["invoice", "audit", "stock", "mail"].map(|name| scene.probe::<Placed>(name));
    let all =
        scene.start(|manager| probes.iter().fold(manager, |manager, probe| manager.listen(probe.claim(), probe.ok())));
    let manager = all.await?;
    let sent = manager.send_events((1..=5).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed: {sent:?}");
    for probe in &probes {
        let numbers: Vec<_> = probe.take(5).await?.iter().map(|seen| seen.event.n).collect();
        ensure_eq!(numbers, [1, 2, 3, 4, 5], format!("what {} got", probe.name()));
    }
    Ok(())
}

pub(crate) async fn a_listener_gets_its_own_event_only(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Paid);
    let (placed, paid) = (scene.probe::<Placed>("placed"), scene.probe::<Paid>("paid"));
    let both = scene.start(|manager| manager.listen(placed.claim(), placed.ok()).listen(paid.claim(), paid.ok()));
    let manager = both.await?;
    for n in 1..=3 {
        manager.send_event(Placed::event(n)).await?;
        manager.send_event(Paid::event(10 + n)).await?;
    }
    let numbers: Vec<_> = placed.take(3).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, [1, 2, 3], "what the first listener got");
    let numbers: Vec<_> = paid.take(3).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, [11, 12, 13], "what the second listener got");
    manager.shutdown().await?;
    ensure!(placed.rest().await.is_empty() && paid.rest().await.is_empty(), "a listener got more than its own");
    Ok(())
}

pub(crate) async fn listeners_of_several_managers_all_get_an_event(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (invoice, audit) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("audit"));
    let one = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let other = scene.start(|manager| manager.listen(audit.claim(), audit.ok())).await?;
    one.send_event(Placed::event(1)).await?;
    other.send_event(Placed::event(2)).await?;
    for probe in [&invoice, &audit] {
        let mut numbers: Vec<_> = probe.take(2).await?.iter().map(|seen| seen.event.n).collect();
        numbers.sort_unstable();
        ensure_eq!(numbers, [1, 2], format!("what {} got", probe.name()));
    }
    Ok(())
}

pub(crate) async fn an_event_that_is_not_durable_may_have_no_listener(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let manager = scene.start(|manager| manager).await?;
    manager.send_event(Placed::event(1)).await?;
    Ok(())
}

pub(crate) async fn a_manager_without_listeners_sends_to_those_of_others(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let sender = scene.start(|manager| manager.sends::<(Fact<Placed>,)>()).await?;
    sender.send_event(Placed::event(1)).await?;
    ensure_eq!(invoice.next().await?.event.n, 1, "what arrives");
    Ok(())
}

pub(crate) async fn a_listener_that_waits_holds_up_no_other(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let gate = crate::scene::Gate::closed();
    let (slow, quick) = (scene.probe::<Placed>("slow"), scene.probe::<Placed>("quick"));
    let held = gate.clone();
    let waiting = slow.reacting(move |_| {
        let gate = held.clone();
        async move {
            gate.pass().await;
            Ok(())
        }
    });
    let both = scene.start(|manager| manager.listen(slow.claim(), waiting).listen(quick.claim(), quick.ok()));
    let manager = both.await?;
    let sent = manager.send_events((1..=20).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed: {sent:?}");
    quick.take(20).await?;
    gate.open();
    slow.take(20).await?;
    Ok(())
}
