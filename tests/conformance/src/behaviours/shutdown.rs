use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tidings_core::ErrorKind;

use super::prelude::*;
use crate::scene::{Gate, Listening, Probe};

/// A listener that waits at a gate with the event of this number.
fn held_at<T: Tag>(probe: &Probe<Fact<T>>, n: u64, gate: &Gate) -> Listening<Fact<T>> {
    let gate = gate.clone();
    probe.reacting(move |seen| {
        let gate = gate.clone();
        async move {
            if seen.event.n == n {
                gate.pass().await;
            }
            Ok(())
        }
    })
}

pub(crate) async fn a_shutdown_waits_for_what_is_being_handled(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (gate, done) = (Gate::closed(), Arc::new(AtomicBool::new(false)));
    let invoice = scene.probe::<Placed>("invoice");
    let (held, finished) = (gate.clone(), done.clone());
    let waiting = invoice.reacting(move |_| {
        let (gate, done) = (held.clone(), finished.clone());
        async move {
            gate.pass().await;
            done.store(true, Ordering::SeqCst);
            Ok(())
        }
    });
    let manager = scene.start(|manager| manager.listen(invoice.claim(), waiting)).await?;
    manager.send_event(Placed::event(1)).await?;
    invoice.next().await?;
    let ending = manager.clone();
    let ended = scene.beside(async move { ending.shutdown().await });
    gate.open();
    scene.within("the shutdown", ended).await???;
    ensure!(done.load(Ordering::SeqCst), "the shutdown did not wait");
    Ok(())
}

pub(crate) async fn a_listener_may_send_while_the_manager_is_shut_down(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    event!(Billed);
    let (gate, sent) = (Gate::closed(), Arc::new(AtomicBool::new(false)));
    let (placed, billed) = (scene.probe::<Placed>("placed"), scene.probe::<Billed>("billed"));
    scene.start(|manager| manager.listen(billed.claim(), billed.ok())).await?;
    let (held, told) = (gate.clone(), sent.clone());
    let waiting = placed.reacting(move |seen| {
        let (gate, sent) = (held.clone(), told.clone());
        async move {
            gate.pass().await;
            seen.publisher.send_event(Billed::event(2)).await?;
            sent.store(true, Ordering::SeqCst);
            Ok(())
        }
    });
    let manager = scene.start(|manager| manager.listen(placed.claim(), waiting).sends::<(Fact<Billed>,)>()).await?;
    manager.send_event(Placed::event(1)).await?;
    placed.next().await?;
    let ending = manager.clone();
    let ended = scene.beside(async move { ending.shutdown().await });
    gate.open();
    scene.within("the shutdown", ended).await???;
    ensure!(sent.load(Ordering::SeqCst), "the send was not confirmed");
    ensure_eq!(billed.next().await?.event.n, 2, "what arrives");
    Ok(())
}

/// Events 1 to 3 are handled, so that the manager fetches ahead; then it waits with the fourth.
async fn holding<T: Tag>(
    scene: &Scene<'_>,
    probe: &Probe<Fact<T>>,
    gate: &Gate,
    drain: Duration,
) -> Result<tidings_core::manager::EventManager, Broken> {
    let held = held_at(probe, 4, gate);
    let limited = scene.start(|manager| manager.listen(probe.claim(), held).limits(|limits| limits.drain = drain));
    let manager = limited.await?;
    let sent = manager.send_events((1..=8).map(T::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    probe.take(4).await?;
    Ok(manager)
}

pub(crate) async fn what_a_leaving_manager_does_not_handle_another_does(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let gate = Gate::closed();
    let (leaving, staying) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("invoice"));
    let manager = holding(scene, &leaving, &gate, scene.patience()).await?;
    let other = scene.start(|manager| manager.listen(staying.claim(), staying.ok())).await?;
    let ending = manager.clone();
    let ended = scene.beside(async move { ending.shutdown().await });
    gate.open();
    scene.within("the shutdown", ended).await???;
    other.send_event(Placed::event(9)).await?;
    let mut numbers: Vec<_> = leaving.rest().await.iter().map(|seen| seen.event.n).collect();
    while numbers.len() < 5 {
        numbers.push(staying.next().await?.event.n);
    }
    other.shutdown().await?;
    numbers.extend(staying.rest().await.iter().map(|seen| seen.event.n));
    numbers.sort_unstable();
    ensure_eq!(numbers, [5, 6, 7, 8, 9], "what both got besides the first four");
    Ok(())
}

pub(crate) async fn a_shutdown_at_its_limit_gives_back_what_is_not_settled(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (gate, limit) = (Gate::closed(), Duration::from_millis(300));
    let (leaving, staying) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("invoice"));
    let manager = holding(scene, &leaving, &gate, limit).await?;
    let other = scene.start(|manager| manager.listen(staying.claim(), staying.ok())).await?;
    ensure!(scene.within("the shutdown", manager.shutdown()).await?.is_err(), "a shutdown that cut work off was Ok");
    let numbers: BTreeSet<_> = staying.take(5).await?.iter().map(|seen| seen.event.n).collect();
    ensure_eq!(numbers, BTreeSet::from([4, 5, 6, 7, 8]), "what the other manager got");
    drop(other);
    Ok(())
}

pub(crate) async fn what_was_cut_off_is_marked_as_given_before(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (gate, limit) = (Gate::closed(), Duration::from_millis(300));
    let (leaving, staying) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("invoice"));
    let manager = holding(scene, &leaving, &gate, limit).await?;
    scene.start(|manager| manager.listen(staying.claim(), staying.ok())).await?;
    // What it says is another behaviour's matter.
    drop(scene.within("the shutdown", manager.shutdown()).await?);
    let seen = staying.take(5).await?;
    let cut = seen.iter().find(|seen| seen.event.n == 4).ok_or("the event did not come again")?;
    ensure!(cut.redelivered, "the event is not marked");
    ensure_eq!(cut.attempt, 1, "the attempt: being given again is none");
    Ok(())
}

pub(crate) async fn a_send_after_the_shutdown_gives_the_event_back(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let publisher = manager.publisher();
    manager.shutdown().await?;
    for send in [manager.send_event(Placed::event(1)).await, publisher.send_event(Placed::event(1)).await] {
        let Err(error) = send else { return Err(Broken::new("an event was sent after the shutdown")) };
        ensure_eq!(error.error().kind(), ErrorKind::Closed, "the error's kind");
        ensure_eq!(error.into_value().map(|event| event.n), Some(1), "the event given back");
    }
    let sent = manager.send_events((0..3).map(Placed::event)).await;
    let back: Vec<_> = sent.into_iter().filter_map(|sent| sent.err()?.into_value()).map(|event| event.n).collect();
    ensure_eq!(back, [0, 1, 2], "the events given back");
    Ok(())
}

pub(crate) async fn a_second_shutdown_is_ok_and_a_subscription_after_it_is_not(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let manager = scene.start(|manager| manager).await?;
    manager.shutdown().await?;
    manager.shutdown().await?;
    match manager.subscribe(invoice.claim(), invoice.ok()).await {
        Err(error) => ensure_eq!(error.kind(), ErrorKind::Closed, "the error's kind"),
        Ok(_) => return Err(Broken::new("a listener was added after the shutdown")),
    }
    Ok(())
}

pub(crate) async fn sends_during_a_shutdown_are_confirmed_or_given_back(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    scene.start(|manager| manager.listen(invoice.claim(), invoice.ok())).await?;
    let sender = scene.start(|manager| manager).await?;
    let sending = sender.clone();
    let sends = scene.beside(async move { sending.send_events((0..500).map(Placed::event)).await });
    sender.shutdown().await?;
    let mut confirmed = BTreeSet::new();
    for (n, sent) in (0..).zip(scene.within("the sends", sends).await??) {
        match sent {
            Ok(()) => drop(confirmed.insert(n)),
            Err(error) if error.is_undecided() => {}
            Err(error) => ensure_eq!(error.into_value().map(|event| event.n), Some(n), "the event given back"),
        }
    }
    while !confirmed.is_empty() {
        let n = invoice.next().await.map_err(|broken| broken.during(format!("{confirmed:?} were confirmed")))?.event.n;
        confirmed.remove(&n);
    }
    Ok(())
}
